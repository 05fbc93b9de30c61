// A small plot over time: stacked areas, lines, or both.

import { NOTHING, element, field, keyed, setText } from './dom.js';
import { SPAN_MILLIS } from './history.js';

const SVG = 'http://www.w3.org/2000/svg';
const EDGE = { top: 8, right: 8, bottom: 20, left: 34 };

export class Plot {

	// series: { name, label, stacked }
	constructor(svg, legend, series) {
		this.svg = svg;
		this.legend = legend;
		this.series = series;
	}

	draw(history, now) {
		this.frame = this.frameFor(history, now);
		this.svg.setAttribute('viewBox', `0 0 ${this.frame.width} ${this.frame.height}`);
		this.svg.replaceChildren(...this.grid(), ...history.runs().flatMap((run) => this.shapes(run)));
		this.drawLegend(history.latest());
	}

	frameFor(history, now) {
		const width = this.svg.clientWidth || 560;
		const height = this.svg.clientHeight || 190;
		const top = ceiling(Math.max(...history.runs().flat().map((sample) => this.highest(sample)), 0));
		const plotWidth = width - EDGE.left - EDGE.right;
		const plotHeight = height - EDGE.top - EDGE.bottom;
		return {
			width, height, top,
			x: (at) => EDGE.left + plotWidth * (1 - (now - at) / SPAN_MILLIS),
			y: (value) => EDGE.top + plotHeight * (1 - value / top)
		};
	}

	highest(sample) {
		const stacked = this.stackedSeries().reduce((sum, { name }) => sum + sample[name], 0);
		return Math.max(stacked, ...this.lineSeries().map(({ name }) => sample[name]));
	}

	stackedSeries() {
		return this.series.filter(({ stacked }) => stacked);
	}

	lineSeries() {
		return this.series.filter(({ stacked }) => !stacked);
	}

	grid() {
		const { width, height, top, y } = this.frame;
		const lines = [0, top / 2, top].flatMap((value) => [
			svgElement('line', { class: 'grid', x1: EDGE.left, x2: width - EDGE.right, y1: y(value), y2: y(value) }),
			svgElement('text', { x: EDGE.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, value)
		]);
		return [...lines, this.timeLabel('2 min ago', EDGE.left, 'start'),
			this.timeLabel('1 min ago', (EDGE.left + width - EDGE.right) / 2, 'middle'),
			this.timeLabel('now', width - EDGE.right, 'end')];
	}

	timeLabel(text, x, anchor) {
		return svgElement('text', { x, y: this.frame.height - 4, 'text-anchor': anchor }, text);
	}

	shapes(run) {
		const floor = run.map(() => 0);
		const areas = this.stackedSeries().map(({ name }) => {
			const bottom = [...floor];
			run.forEach((sample, index) => floor[index] += sample[name]);
			return this.area(name, run, bottom, [...floor]);
		});
		return [...areas, ...this.lineSeries().map(({ name }) => this.line(name, run))];
	}

	area(name, run, bottom, top) {
		const there = run.map(({ at }, index) => this.point(at, top[index]));
		const back = run.map(({ at }, index) => this.point(at, bottom[index])).reverse();
		return svgElement('path', { class: 'area', 'data-series': name, d: `M${[...there, ...back].join('L')}Z` });
	}

	line(name, run) {
		const points = run.map((sample) => this.point(sample.at, sample[name]));
		return svgElement('path', { class: 'line', 'data-series': name, d: `M${points.join('L')}` });
	}

	point(at, value) {
		return `${this.frame.x(at).toFixed(1)},${this.frame.y(value).toFixed(1)}`;
	}

	drawLegend(latest) {
		keyed(this.legend, this.series, ({ name }) => name, legendEntry,
			(entry, { name }) => setText(field(entry, 'value'), latest ? Math.round(latest[name]) : NOTHING));
	}

}

function legendEntry({ name, label }) {
	return element('li', { 'data-series': name }, element('i'), label, element('b', { 'data-field': 'value' }));
}

function svgElement(name, attributes, text = '') {
	const created = document.createElementNS(SVG, name);
	Object.entries(attributes).forEach(([key, value]) => created.setAttribute(key, value));
	created.textContent = text;
	return created;
}

// The next even, round number: half of it is a whole one.
function ceiling(value) {
	const step = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
	return [1, 2, 4, 6, 8, 10].map((factor) => factor * step).find((round) => round >= value && round >= 4);
}
