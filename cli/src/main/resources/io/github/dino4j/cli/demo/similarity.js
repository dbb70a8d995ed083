"use strict";
{
  const section = document.querySelector(".similarity");
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  /** Bytes times scales, each patch brought to length 1, so that a product is a cosine. */
  const unpack = (bytes, scales) => {
    const dim = scales.length;
    const features = new Float32Array(bytes.length);
    for (let from = 0; from < bytes.length; from += dim) {
      let squares = 0;
      for (let i = 0; i < dim; i++) {
        const value = ((bytes[from + i] << 24) >> 24) * scales[i];
        features[from + i] = value;
        squares += value * value;
      }
      const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
      for (let i = 0; i < dim; i++) features[from + i] *= scale;
    }
    return features;
  };

  const start = () => {
    const scales = new Float32Array(bytesOf(section.dataset.scales).buffer);
    const colours = bytesOf(section.dataset.colours);
    const readout = document.querySelector(".readout");
    const dim = scales.length;

    const probes = Array.from(section.querySelectorAll(".probe"), (element) => {
      const rows = Number(element.dataset.rows);
      const columns = Number(element.dataset.columns);
      const canvas = element.querySelector("canvas");
      canvas.width = columns;
      canvas.height = rows;
      return {
        element, rows, columns, canvas,
        mark: element.querySelector("i"),
        title: element.dataset.title,
        features: unpack(bytesOf(element.dataset.features), scales),
        row: rows >> 1,
        column: columns >> 1,
      };
    });

    const cosines = (features, query) => {
      const result = new Float32Array(features.length / dim);
      for (let patch = 0; patch < result.length; patch++) {
        let sum = 0;
        for (let i = 0; i < dim; i++) sum += features[patch * dim + i] * query[i];
        result[patch] = sum;
      }
      return result;
    };

    const paint = (probe, map, low, high) => {
      const context = probe.canvas.getContext("2d");
      const image = context.createImageData(probe.columns, probe.rows);
      for (let patch = 0; patch < map.length; patch++) {
        const share = Math.min(1, Math.max(0, (map[patch] - low) / (high - low || 1)));
        const colour = 3 * Math.round(share * 255);
        for (let channel = 0; channel < 3; channel++) {
          image.data[4 * patch + channel] = colours[colour + channel];
        }
        image.data[4 * patch + 3] = 150 + 55 * share;
      }
      context.putImageData(image, 0, 0);
    };

    const choose = (probe, row, column) => {
      probe.row = Math.min(probe.rows - 1, Math.max(0, row));
      probe.column = Math.min(probe.columns - 1, Math.max(0, column));
      const from = (probe.row * probe.columns + probe.column) * dim;
      const query = probe.features.subarray(from, from + dim);
      const maps = probes.map((other) => cosines(other.features, query));
      const all = Float32Array.from(maps.flatMap((map) => Array.from(map))).sort();
      const low = all[Math.floor(0.01 * all.length)];
      const high = all[Math.floor(0.998 * (all.length - 1))];
      probes.forEach((other, i) => {
        other.element.classList.toggle("chosen", other === probe);
        paint(other, maps[i], low, high);
      });
      probe.mark.style.transform = `translate(${100 * probe.column}%, ${100 * probe.row}%)`;
      readout.textContent =
        `${probe.title}, row ${probe.row + 1}, column ${probe.column + 1}: ` +
        `the colours run from cosine ${low.toFixed(2)} to ${high.toFixed(2)}`;
    };

    const patchUnder = (probe, event) => {
      const box = probe.canvas.getBoundingClientRect();
      const row = Math.floor(((event.clientY - box.top) / box.height) * probe.rows);
      const column = Math.floor(((event.clientX - box.left) / box.width) * probe.columns);
      return [row, column];
    };

    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    for (const probe of probes) {
      const follow = (event) => choose(probe, ...patchUnder(probe, event));
      probe.element.addEventListener("pointermove", follow);
      probe.element.addEventListener("pointerdown", follow);
      probe.element.addEventListener("keydown", (event) => {
        const step = steps[event.key];
        if (step) {
          event.preventDefault();
          choose(probe, probe.row + step[0], probe.column + step[1]);
        }
      });
    }
    choose(probes[0], probes[0].row, probes[0].column);
  };

  if (section) start();
}
