"use strict";
for (const chart of document.querySelectorAll(".chart")) {
  const svg = chart.querySelector("svg");
  const cursor = chart.querySelector(".cursor");
  const outputs = chart.querySelectorAll("output");
  const rest = Array.from(outputs, (output) => output.textContent);
  const step = chart.querySelector(".step");
  const end = Number(chart.dataset.end);
  const left = Number(cursor.dataset.left);
  const right = Number(cursor.dataset.right);
  const data = JSON.parse(chart.dataset.lines);
  const lines = Array.from(outputs, (_, i) => ({ x: data[2 * i], y: data[2 * i + 1] }));
  let chosen = lines[0].x.length - 1;

  const nearest = (xs, x) => {
    let low = 0;
    let high = xs.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (xs[middle] <= x) low = middle; else high = middle;
    }
    return x - xs[low] < xs[high] - x ? low : high;
  };

  const words = (value) => {
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  };

  const choose = (index) => {
    chosen = Math.min(lines[0].x.length - 1, Math.max(0, index));
    const x = lines[0].x[chosen];
    const at = left + (x / end) * (right - left);
    cursor.setAttribute("x1", at);
    cursor.setAttribute("x2", at);
    chart.classList.add("pointed");
    step.textContent = `step ${Math.round(x).toLocaleString("en")}`;
    lines.forEach((line, i) => { outputs[i].textContent = words(line.y[nearest(line.x, x)]); });
  };

  const leave = () => {
    chart.classList.remove("pointed");
    step.textContent = "";
    outputs.forEach((output, i) => { output.textContent = rest[i]; });
  };

  const follow = (event) => {
    const box = svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width;
    choose(nearest(lines[0].x, ((at - left) / (right - left)) * end));
  };

  svg.addEventListener("pointermove", follow);
  svg.addEventListener("pointerdown", follow);
  chart.addEventListener("pointerleave", leave);
  chart.addEventListener("blur", leave);
  chart.addEventListener("keydown", (event) => {
    const far = Math.max(1, Math.round(lines[0].x.length / 100));
    const move = { ArrowLeft: -far, ArrowRight: far }[event.key];
    if (move) {
      event.preventDefault();
      choose(chart.classList.contains("pointed") ? chosen + move : chosen);
    }
  });
}
