#!/usr/bin/env node
// Opens map.html of `ringshed run beijing-bay` in a real headless Chromium, the network cut, and uses it as people do.
//
//     map_page.mjs FOLDER [--screenshot FILE] [--pdf FILE]
//
// Without a browser it says so and ends with 0; with RINGSHED_BROWSER=required (as in CI) it fails.

import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { findBrowser, openPage, pagesOf, startBrowser } from "./browser.mjs";

const LARGEST = 3_000_000;
const [folder, ...options] = process.argv.slice(2);
const file = resolve(folder, "map.html");
const url = pathToFileURL(file).href;
const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : undefined);

const command = findBrowser();
if (!command) {
  console.error("no Chromium on this machine: the map page was not opened");
  process.exit(process.env.RINGSHED_BROWSER === "required" ? 1 : 0);
}

const tests = {
  "the page loads without network, complaints or requests": async (page) => {
    await page.until("document.documentElement?.dataset.script === 'done'");
    assert.equal(await page.evaluate("document.documentElement.dataset.map"), "ready", await page.evaluate("document.getElementById('notice').textContent"));
    assert.deepEqual(page.complaints, []);
    const outside = page.requests.filter((request) => !/^(file|blob|data|about):/.test(request));
    assert.deepEqual(outside, []);
  },

  "the map is drawn: land, sea and every ring colour are on it": async (page) => {
    const colours = await page.evaluate(`(async () => {
      const { map } = ringshed.maps[0];
      const canvas = await new Promise((done) => { map.once("render", () => done(map.getCanvas())); map.triggerRepaint(); });
      const copy = new OffscreenCanvas(canvas.width, canvas.height);
      const context = copy.getContext("2d");
      context.drawImage(canvas, 0, 0);
      const pixels = context.getImageData(0, 0, copy.width, copy.height).data;
      const seen = new Set();
      for (let at = 0; at < pixels.length; at += 4) seen.add((pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2]);
      return seen.size;
    })()`);
    assert.ok(colours > 100, `${colours} colours`);
  },

  "hovering shows the unit in both languages with its figures": async (page) => {
    const at = await page.evaluate(`(() => {
      const { map } = ringshed.maps[0];
      const frame = map.getContainer().getBoundingClientRect();
      const { x, y } = map.project([113.3, 40.1]);
      return [frame.left + x, frame.top + y];
    })()`);
    await page.moveMouse(at[0] - 3, at[1]);
    await page.moveMouse(at[0], at[1]);
    await page.until("!document.getElementById('tooltip').hidden");
    const text = await page.evaluate("document.getElementById('tooltip').innerText");
    for (const part of ["Datong", "大同市", "3,105,591", "14,075 km²", "second"]) assert.ok(text.includes(part), `${part} in ${text}`);
    await page.press("Escape");
    assert.equal(await page.evaluate("document.getElementById('tooltip').hidden"), true);
  },

  "missing figures are said to be missing": async (page) => {
    await page.evaluate("document.querySelector('aside details').open = true");
    await page.evaluate("[...document.querySelectorAll('[data-place]')].find((button) => button.textContent.includes('Tongzhou')).focus()");
    await page.until("document.getElementById('tooltip').innerText.includes('Tongzhou')");
    const text = await page.evaluate("document.getElementById('tooltip').innerText");
    assert.match(text, /GDP 生产总值\s+not known 未知/);
  },

  "every layer has a switch that hides and shows it, by mouse": async (page) => {
    const ids = await page.evaluate("[...document.querySelectorAll('[data-switch]')].map((box) => box.dataset.switch)");
    for (const wanted of ["labels", "rings", "members", "circles-60-min", "circles-90-min", "catchments", "links"]) {
      assert.ok(ids.some((id) => id.startsWith(wanted)), `${wanted} in ${ids}`);
    }
    for (const id of ids) {
      const visible = () => page.evaluate(`ringshed.maps[0].map.getStyle().layers.filter((layer) => layer.metadata?.of === ${JSON.stringify(id)}
        && layer.layout?.visibility !== "none").length`);
      const before = await visible();
      const box = `document.querySelector('[data-switch=${JSON.stringify(id)}]')`;
      await page.evaluate(`${box}.click()`);
      assert.equal((await visible()) > 0, before === 0, id);
      const picture = await page.evaluate(`document.querySelector('#picture [data-layer=${JSON.stringify(id)}]').style.display`);
      assert.equal(picture === "none", before > 0, `${id} on the picture`);
      await page.evaluate(`${box}.click()`);
      assert.equal(await visible(), before, id);
    }
  },

  "the keyboard is enough: switches, map, places": async (page) => {
    await page.evaluate("document.querySelector('[data-switch=rings]').focus()");
    await page.press(" ", "Space", 32, " ");
    assert.equal(await page.evaluate("document.querySelector('[data-switch=rings]').checked"), false);
    await page.press(" ", "Space", 32, " ");
    assert.equal(await page.evaluate("document.querySelector('[data-switch=rings]').checked"), true);
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    assert.equal(outline, "solid", "focus is visible");

    await page.evaluate("ringshed.maps[0].map.getCanvas().focus()");
    const before = await page.evaluate("ringshed.maps[0].map.getCenter().lng");
    await page.press("ArrowRight", "ArrowRight", 39);
    await page.until(`ringshed.maps[0].map.getCenter().lng > ${before} + 0.1`);
    const zoom = await page.evaluate("ringshed.maps[0].map.getZoom()");
    await page.press("+", "Equal", 187, "+");
    await page.until(`ringshed.maps[0].map.getZoom() > ${zoom} + 0.5`);

    await page.evaluate("[...document.querySelectorAll('[data-place]')].find((button) => button.textContent.includes('Dalian')).focus()");
    await page.press("Enter", "Enter", 13, "\r");
    await page.until("document.getElementById('tooltip').innerText.includes('大连市')");
  },

  "what can be read is there: table, findings, method, licences": async (page) => {
    const text = await page.evaluate("document.body.textContent");
    for (const part of ["21,258,240", "n/k", "missing-figures", "Travel model", "door-to-door", "Tianditu", "CC BY 4.0", "MapLibre contributors"]) {
      assert.ok(text.includes(part), part);
    }
    assert.equal(await page.evaluate("ringshed.data.manifest.command"), "run");
  },

  "it prints to one page": async (page) => {
    const pdf = await page.pdf();
    if (option("--pdf")) writeFileSync(option("--pdf"), pdf);
    assert.equal(pagesOf(pdf), 1);
  },

  "nothing was asked for and nothing complained of in all this": async (page) => {
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(page.requests.filter((request) => !/^(file|blob|data|about):/.test(request)), []);
  },
};

async function withPage(settings, use) {
  const browser = await startBrowser(command, settings);
  try {
    await use(await openPage(browser, url));
  } finally {
    await browser.close();
  }
}

let failed = 0;
async function check(name, run) {
  try {
    await run();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n        ${error.message}`);
  }
}

await check(`the page has at most ${LARGEST} bytes`, () => assert.ok(statSync(file).size <= LARGEST, `${statSync(file).size} bytes`));
await withPage({}, async (page) => {
  for (const [name, test] of Object.entries(tests)) {
    await check(name, () => test(page));
    if (option("--screenshot") && name.startsWith("the map is drawn")) writeFileSync(option("--screenshot"), await page.screenshot());
  }
});
await withPage({ webgl: false }, async (page) => {
  await check("without WebGL there is the picture, and its switches work", async () => {
    await page.until("document.documentElement?.dataset.script === 'done'");
    assert.equal(await page.evaluate("document.documentElement.dataset.map"), "picture");
    assert.ok(await page.evaluate("document.querySelector('#picture svg').getBoundingClientRect().width > 400"));
    assert.match(await page.evaluate("document.getElementById('notice').textContent"), /WebGL/);
    await page.evaluate("document.querySelector('[data-switch=rings]').click()");
    assert.equal(await page.evaluate("document.querySelector('#picture [data-layer=rings]').style.display"), "none");
    assert.deepEqual(page.complaints, []);
  });
});
process.exit(failed ? 1 : 0);
