(() => {
  "use strict";
  const FEW = 60; // points that are drawn as such
  const TICKS = 5;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);

  /** As Axis.words writes them. */
  const words = (value) => {
    const size = Math.abs(value);
    if (size >= 1e6) return `${Number((value / 1e6).toPrecision(4))}M`;
    if (size >= 1e4) return `${Number((value / 1e3).toPrecision(4))}k`;
    if (size === 0 || size >= 1e-3) return String(Number(value.toPrecision(4)));
    const [digits, exponent] = value.toExponential(2).split("e");
    return `${Number(digits)}e${Number(exponent)}`;
  };

  /** Powers of ten between two values, not too many. */
  const decades = (low, high) => {
    const every = Math.max(1, Math.ceil(Math.log10(high / low) / TICKS));
    const ticks = [];
    for (let e = Math.ceil(Math.log10(low)); e <= Math.log10(high); e++) {
      if (e % every === 0) ticks.push(10 ** e);
    }
    return ticks;
  };

  /** Steps are counted: ticks at 1, 2, 5, 10, 20, ... */
  const COUNTS = Array.from({ length: 36 }, (_, i) => [1, 2, 5][i % 3] * 10 ** Math.floor(i / 3));

  const acrossAxis = () => ({
    stroke: () => colour("soft"),
    grid: { show: false },
    ticks: { show: false },
    size: 28,
    gap: 10,
    space: 64,
    incrs: COUNTS,
    values: (_, ticks) => ticks.map((tick) => (tick === 0 ? "step 0" : words(tick))),
  });

  const upAxis = (logarithmic) => ({
    stroke: () => colour("soft"),
    grid: { stroke: () => colour("line"), width: 1 },
    ticks: { show: false },
    size: (_, texts) => 14 + 7 * Math.max(4, ...(texts ?? []).map((text) => text.length)),
    gap: 6,
    space: 36,
    values: (_, ticks) => ticks.map(words),
    ...(logarithmic && {
      splits: (_, axis, low, high) => decades(low, high),
      filter: (_, ticks) => ticks,
    }),
  });

  /** The values of the single steps, if there are any, thin behind their average. */
  const seriesOf = (line) => {
    const stroke = () => colour(line.colour);
    const points = { show: line.x.length <= FEW, size: 7, width: 0, stroke, fill: stroke };
    const average = { stroke, width: 2, pxAlign: 0, points };
    const raw = { stroke, width: 1, pxAlign: 0, alpha: 0.3, points: { show: false, size: 0 } };
    return line.raw ? [raw, average] : [average];
  };

  const drawLevels = (levels) => (u) => {
    u.ctx.save();
    u.ctx.lineWidth = 1.5 * devicePixelRatio;
    u.ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
    for (const level of levels) {
      const at = u.valToPos(level.y, "y", true);
      u.ctx.strokeStyle = colour(level.colour);
      u.ctx.beginPath();
      u.ctx.moveTo(u.bbox.left, at);
      u.ctx.lineTo(u.bbox.left + u.bbox.width, at);
      u.ctx.stroke();
    }
    u.ctx.restore();
  };

  /** Shows the step under the cursor and the values there; without a cursor the last values. */
  const readOut = (figure, lines) => {
    const step = figure.querySelector(".step");
    const outputs = figure.querySelectorAll("output");
    const last = Array.from(outputs, (output) => output.textContent);
    let at = 0;
    const averages = lines.map((line) => (at += line.raw ? 2 : 1));
    return (u) => {
      const { idx, idxs } = u.cursor;
      const shown = idx != null;
      step.textContent = shown ? `step ${Math.round(u.data[0][idx]).toLocaleString("en")}` : "";
      averages.forEach((series, i) => {
        outputs[i].textContent = shown ? words(u.data[series][idxs[series]]) : last[i];
      });
    };
  };

  /** Pointers other than mice, which uPlot follows itself, and the arrow keys. */
  const steer = (figure, u) => {
    const follow = (event) => {
      if (event.pointerType !== "mouse") u.setCursor({ left: event.offsetX, top: event.offsetY });
    };
    u.over.addEventListener("pointerdown", follow);
    u.over.addEventListener("pointermove", follow);
    figure.addEventListener("blur", () => u.setCursor({ left: -10, top: -10 }));
    figure.addEventListener("keydown", (event) => {
      const end = u.data[0].length - 1;
      const far = Math.max(1, Math.round(end / 100));
      const move = { ArrowLeft: -far, ArrowRight: far }[event.key];
      if (move) {
        event.preventDefault();
        const index = Math.min(end, Math.max(0, (u.cursor.idx ?? end - move) + move));
        u.setCursor({ left: u.valToPos(u.data[0][index], "x"), top: 0 });
      }
    });
  };

  const draw = (figure) => {
    const chart = JSON.parse(figure.querySelector("script").textContent);
    const plot = figure.querySelector(".plot");
    const size = () => ({ width: plot.clientWidth, height: plot.clientHeight });
    const tables = chart.lines.map(({ x, y, raw }) => (raw ? [x, raw, y] : [x, y]));
    const options = {
      ...size(),
      padding: [8, 16, 0, 0],
      legend: { show: false },
      scales: {
        x: { time: false, range: () => [0, chart.end] },
        y: { distr: chart.logarithmic ? 3 : 1, range: () => [chart.low, chart.high] },
      },
      axes: [acrossAxis(), upAxis(chart.logarithmic)],
      series: [{}, ...chart.lines.flatMap(seriesOf)],
      cursor: {
        y: false,
        drag: { x: false, y: false },
        move: (u, left, top) => (left < 0 ? [left, top] : [u.valToPos(u.data[0][u.posToIdx(left)], "x"), top]),
      },
      hooks: { drawAxes: [drawLevels(chart.levels)], setCursor: [readOut(figure, chart.lines)] },
    };
    const u = new uPlot(options, uPlot.join(tables), plot);
    steer(figure, u);
    new ResizeObserver(() => u.setSize(size())).observe(plot);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => u.redraw());
  };

  document.querySelectorAll(".chart").forEach(draw);
})();
