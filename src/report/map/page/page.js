"use strict";
// Adds the map that moves to a page that can be read without it. Needs no network: engine and data are elements of the page.
(async () => {
  const element = (id) => document.getElementById(id);
  const data = JSON.parse(element("data").textContent);
  const tooltip = element("tooltip");
  const notice = element("notice");
  const shown = new Map(data.layers.map((layer) => [layer.id, layer.visibility !== "on-request"]));
  shown.set("labels", true);
  const maps = [];

  // ---- Switches: they work on the picture and on the maps alike.
  function show(id, on) {
    shown.set(id, on);
    for (const part of document.querySelectorAll("#picture [data-layer], #picture [data-legend]")) {
      if (part.dataset.layer === id || part.dataset.legend === id) part.style.display = on ? "" : "none";
    }
    for (const { map } of maps) {
      for (const layer of map.getStyle().layers) {
        if (layer.metadata?.of === id) map.setLayoutProperty(layer.id, "visibility", on ? "visible" : "none");
      }
    }
  }
  for (const box of document.querySelectorAll("[data-switch]")) {
    box.checked = shown.get(box.dataset.switch);
    box.addEventListener("change", () => show(box.dataset.switch, box.checked));
  }

  // ---- The engine, unpacked from the page.
  async function unpacked(id) {
    const bytes = Uint8Array.from(atob(element(id).textContent.trim()), (letter) => letter.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }
  async function loadEngine() {
    if (!document.createElement("canvas").getContext("webgl2")) throw new Error("this browser has no WebGL 2");
    const style = document.createElement("style");
    style.textContent = await unpacked("maplibre-style");
    document.head.prepend(style);
    const script = document.createElement("script");
    script.textContent = await unpacked("maplibre-script");
    document.head.append(script);
    const worker = new Blob([await unpacked("maplibre-worker")], { type: "text/javascript" });
    // The ending tells the engine that this is a classic worker, which a page opened from a file may start.
    globalThis.maplibregl.setWorkerUrl(URL.createObjectURL(worker) + "#worker.cjs");
    return globalThis.maplibregl;
  }

  // ---- Data: steps on a grid become GeoJSON.
  function line(steps) {
    const positions = [];
    for (let x = 0, y = 0, at = 0; at < steps.length; at += 2) {
      x += steps[at];
      y += steps[at + 1];
      positions.push([x * data.grid, y * data.grid]);
    }
    return positions;
  }
  function geometry(feature) {
    const parts = [];
    if (feature.areas) parts.push({ type: "MultiPolygon", coordinates: feature.areas.map((rings) => rings.map(line)) });
    if (feature.lines) parts.push({ type: "MultiLineString", coordinates: feature.lines.map(line) });
    if (feature.points) parts.push({ type: "MultiPoint", coordinates: feature.points.map((point) => line(point)[0]) });
    return parts;
  }
  function collection(layer) {
    const features = layer.features.flatMap((feature, index) =>
      geometry(feature).map((part) => ({ type: "Feature", id: index, properties: { index, colour: feature.colour }, geometry: part })));
    return { type: "FeatureCollection", features };
  }
  function labels(side) {
    const features = data.labels.flatMap((label, index) => label.side !== "both" && side !== "both" && label.side !== side ? [] : [{
      type: "Feature",
      properties: { en: label.names[0], zh: label.names[1] ?? "", mark: label.mark, rank: index },
      geometry: { type: "Point", coordinates: label.at },
    }]);
    return { type: "FeatureCollection", features };
  }

  // ---- Style: the layers of the document, from the ground up.
  function drawn(layer) {
    const common = { source: layer.id, metadata: { of: layer.id }, layout: { visibility: shown.get(layer.id) ? "visible" : "none" } };
    const colour = ["coalesce", ["get", "colour"], layer.colour];
    const dash = layer.dash ? { "line-dasharray": layer.dash.map((part) => part / layer.width) } : {};
    const pointed = ["boolean", ["feature-state", "pointed"], false];
    const strokes = (paint) => ({ ...common, id: `${layer.id}/line`, type: "line", paint: { ...dash, ...paint,
      "line-width": ["case", pointed, layer.width + 2, layer.width] } });
    const fills = (opacity) => ({ ...common, id: `${layer.id}/fill`, type: "fill", paint: { "fill-color": colour, "fill-opacity": opacity } });
    switch (layer.shape) {
      case "areas": return [fills(layer.opacity), strokes({ "line-color": layer.outline })];
      case "outlines": return [fills(0.01), strokes({ "line-color": colour })];
      case "lines": return [strokes({ "line-color": colour })];
      default: return [{ ...common, id: `${layer.id}/point`, type: "circle",
        paint: { "circle-color": colour, "circle-radius": layer.width, "circle-stroke-color": "#fff", "circle-stroke-width": 1 } }];
    }
  }
  function labelLayers() {
    const common = { source: "labels", metadata: { of: "labels" } };
    return [
      { ...common, id: "labels/dot", type: "circle", filter: ["!=", ["get", "mark"], "none"],
        paint: { "circle-radius": 3, "circle-color": "#22262a", "circle-stroke-color": "#fff", "circle-stroke-width": 1 } },
      { ...common, id: "labels/text", type: "symbol",
        layout: {
          "text-field": ["format", ["get", "en"], {}, "\n", {}, ["get", "zh"], { "font-scale": 0.95 }],
          // No glyphs are asked for anywhere: the engine draws them with the fonts of the machine.
          "text-font": ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"],
          "text-size": 13, "text-line-height": 1.15, "text-radial-offset": 0.5,
          "text-variable-anchor": ["left", "right", "bottom", "top", "bottom-left", "bottom-right", "top-left", "top-right"],
          "text-justify": "auto", "symbol-sort-key": ["get", "rank"],
        },
        paint: { "text-color": "#22262a", "text-halo-color": "#fff", "text-halo-width": 1.6 } },
    ];
  }
  function styleFor(side) {
    const layers = data.layers.filter((layer) => layer.side === "both" || side === "both" || layer.side === side);
    const sources = Object.fromEntries(layers.map((layer) => [layer.id, { type: "geojson", data: collection(layer), tolerance: 0.2 }]));
    sources.labels = { type: "geojson", data: labels(side) };
    return {
      version: 8, sources,
      layers: [{ id: "sea", type: "background", paint: { "background-color": "#eef3f6" } }, ...layers.flatMap(drawn), ...labelLayers()],
    };
  }

  // ---- Tooltip: what lies under the pointer, the members first.
  const byId = new Map(data.layers.map((layer, rank) => [layer.id, { ...layer, rank }]));
  function hits(map, point) {
    const found = new Map();
    for (const hit of map.queryRenderedFeatures(point)) {
      const layer = byId.get(hit.source);
      if (layer) found.set(`${hit.source}/${hit.properties.index}`, { layer, index: hit.properties.index });
    }
    const rank = ({ layer }) => (layer.visibility === "always" ? -1000 : layer.id === "members" ? 1000 : layer.rank);
    return [...found.values()].sort((a, b) => rank(b) - rank(a));
  }
  function text(tag, content) {
    const made = document.createElement(tag);
    made.textContent = content;
    return made;
  }
  function described({ layer, index }, most) {
    const feature = layer.features[index];
    const section = document.createElement("section");
    const heading = text("h3", (feature.names ?? []).filter(Boolean).join(" "));
    heading.append(" ", text("small", layer.names.filter(Boolean).join(" ")));
    const list = document.createElement("dl");
    layer.columns.slice(0, most).forEach((names, at) =>
      list.append(text("dt", names.filter(Boolean).join(" ")), text("dd", feature.values[at] ?? data.missing)));
    section.append(heading, list);
    return section;
  }
  let pointed = [];
  function point(found) {
    for (const { map } of maps) {
      for (const { source, id } of pointed) if (map.getSource(source)) map.removeFeatureState({ source, id });
    }
    pointed = found.filter(({ layer }) => layer.visibility !== "always").slice(0, 1).map(({ layer, index }) => ({ source: layer.id, id: index }));
    for (const { map } of maps) {
      for (const { source, id } of pointed) if (map.getSource(source)) map.setFeatureState({ source, id }, { pointed: true });
    }
  }
  function tell(map, at, found) {
    point(found);
    tooltip.hidden = found.length === 0;
    if (tooltip.hidden) return;
    tooltip.replaceChildren(...found.slice(0, 4).map((hit, place) => described(hit, place === 0 ? 9 : 4)));
    const stage = tooltip.parentElement.getBoundingClientRect();
    const frame = map.getContainer().getBoundingClientRect();
    const left = frame.left - stage.left + at.x + 14;
    const top = frame.top - stage.top + at.y + 14;
    tooltip.style.left = `${Math.max(0, Math.min(left, stage.width - tooltip.offsetWidth - 4))}px`;
    tooltip.style.top = `${Math.max(0, Math.min(top, stage.height - tooltip.offsetHeight - 4))}px`;
  }
  function hide() {
    tooltip.hidden = true;
    point([]);
  }

  // ---- Maps.
  function makeMap(engine, side) {
    const [west, south, east, north] = data.extent ?? [-180, -60, 180, 75];
    const map = new engine.Map({
      container: `map-${side}`, style: styleFor(side), bounds: [[west, south], [east, north]], fitBoundsOptions: { padding: 24 },
      attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, maxZoom: 13, fadeDuration: 0,
      localIdeographFontFamily: false,
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new engine.NavigationControl({ showCompass: false }), "top-right");
    map.addControl(new engine.ScaleControl({ unit: "metric", maxWidth: 140 }), "bottom-left");
    map.getCanvas().setAttribute("aria-label",
      `Map of ${data.title.filter(Boolean).join(" ")}. Arrow keys move it, plus and minus change the scale. 方向键移动，加减键缩放。`);
    map.on("mousemove", (event) => tell(map, event.point, hits(map, event.point)));
    map.on("mouseout", hide);
    map.on("movestart", hide);
    return new Promise((done, failed) => {
      map.once("idle", () => done({ map, side }));
      map.on("error", (event) => failed(event.error));
      setTimeout(() => failed(new Error("the map engine does not start")), 60_000);
    });
  }
  function moveTogether() {
    let moving = false;
    for (const { map } of maps) {
      map.on("move", () => {
        if (moving) return;
        moving = true;
        for (const other of maps) {
          if (other.map !== map) other.map.jumpTo({ center: map.getCenter(), zoom: map.getZoom() });
        }
        moving = false;
      });
    }
  }

  // ---- Places: focus tells, a press goes there.
  function visit(label, closer) {
    const { map } = maps.find(({ side }) => label.side === "both" || label.side === side) ?? maps[0];
    const say = () => {
      const at = map.project(label.at);
      tell(map, at, hits(map, at));
    };
    if (closer) map.jumpTo({ center: label.at, zoom: Math.max(map.getZoom(), 7.5) });
    else if (map.getBounds().contains(label.at)) return say();
    else map.jumpTo({ center: label.at });
    map.once("idle", say);
  }
  function offerPlaces() {
    for (const button of document.querySelectorAll("[data-place]")) {
      const label = data.labels[button.dataset.place];
      button.setAttribute("aria-describedby", "tooltip");
      button.addEventListener("focus", () => visit(label, false));
      button.addEventListener("click", () => visit(label, true));
      button.addEventListener("blur", hide);
    }
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  }

  try {
    const engine = await loadEngine();
    // A map needs the size of its frame, so frames are there before maps are.
    document.documentElement.dataset.map = "ready";
    maps.push(...await Promise.all(data.panels.map((side) => makeMap(engine, side))));
    for (const [id, on] of shown) show(id, on);
    moveTogether();
    offerPlaces();
    globalThis.ringshed = { maps, data };
    document.documentElement.dataset.script = "done";
  } catch (error) {
    document.documentElement.dataset.map = "picture";
    document.documentElement.dataset.script = "done";
    notice.textContent = `The map that moves cannot be shown (${error?.message ?? error}); this is the picture of it, and the switches work on it. 无法显示交互地图，此处为静态图。`;
  }
})();
