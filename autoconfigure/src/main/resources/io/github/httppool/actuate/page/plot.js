// A small plot over the time that the view has seen: stacked areas, lines, or both.

import { element, keyed, setText, svgElement } from './dom.js';
import { SPAN_MILLIS } from './history.js';

const EDGE = { top: 8, right: 6, bottom: 20, left: 38 };
const MIN_SPAN_MILLIS = 60_000;

export class Plot {

	// series: { name, label, stacked }, names of figures of a sample
	constructor(title, series) {
		this.title = title;
		this.series = series;
		this.svg = svgElement('svg', { 'class': 'hp-plot', role: 'img' });
		this.legend = element('ul', { 'class': 'hp-legend' });
		this.element = element('figure', { 'class': 'hp-card' }, element('figcaption', {}, element('h3', {}, title), this.legend), this.svg);
	}

	draw(history, now) {
		const runs = history.runs();
		this.frame = this.frameFor(runs, now);
		this.svg.setAttribute('viewBox', `0 0 ${this.frame.width} ${this.frame.height}`);
		this.svg.replaceChildren(...this.grid(), ...runs.flatMap((run) => this.shapes(run)));
		const latest = history.samples.at(-1) ?? {};
		this.drawLegend(latest);
		this.svg.setAttribute('aria-label', `${this.title}. Now: ${this.series.map(({ name, label }) => `${label} ${rounded(latest[name])}`).join(', ')}`);
	}

	frameFor(runs, now) {
		const width = this.svg.clientWidth || 560;
		const height = this.svg.clientHeight || 170;
		const samples = runs.flat();
		const top = ceiling(Math.max(0, ...samples.map((sample) => this.highest(sample))));
		const span = Math.min(SPAN_MILLIS, Math.max(MIN_SPAN_MILLIS, now - (samples[0]?.at ?? now)));
		const plotWidth = width - EDGE.left - EDGE.right;
		const plotHeight = height - EDGE.top - EDGE.bottom;
		return {
			width, height, top, span,
			x: (at) => EDGE.left + plotWidth * (1 - (now - at) / span),
			y: (value) => EDGE.top + plotHeight * (1 - value / top)
		};
	}

	highest(sample) {
		const stacked = this.series.filter((each) => each.stacked).reduce((sum, { name }) => sum + (sample[name] ?? 0), 0);
		return Math.max(stacked, ...this.series.filter((each) => !each.stacked).map(({ name }) => sample[name] ?? 0));
	}

	grid() {
		const { width, top, span, y } = this.frame;
		const lines = [0, top / 2, top].flatMap((value) => [
			svgElement('line', { 'class': 'grid', x1: EDGE.left, x2: width - EDGE.right, y1: y(value), y2: y(value) }),
			svgElement('text', { x: EDGE.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, value.toLocaleString('en'))
		]);
		const seconds = Math.round(span / 1000);
		const ago = seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
		return [...lines, this.timeLabel(ago, EDGE.left, 'start'), this.timeLabel('now', width - EDGE.right, 'end')];
	}

	timeLabel(text, x, anchor) {
		return svgElement('text', { x, y: this.frame.height - 4, 'text-anchor': anchor }, text);
	}

	shapes(run) {
		const floor = run.map(() => 0);
		const areas = this.series.filter((each) => each.stacked).map(({ name }) => {
			const bottom = [...floor];
			run.forEach((sample, index) => floor[index] += sample[name] ?? 0);
			return this.area(name, run, bottom, floor);
		});
		return [...areas, ...this.series.filter((each) => !each.stacked).map(({ name }) => this.line(name, run))];
	}

	area(name, run, bottom, top) {
		const there = run.map(({ at }, index) => this.point(at, top[index]));
		const back = run.map(({ at }, index) => this.point(at, bottom[index])).reverse();
		return svgElement('path', { 'class': 'area', 'data-series': name, d: `M${[...there, ...back].join('L')}Z` });
	}

	line(name, run) {
		const points = run.filter((sample) => sample[name] !== undefined).map((sample) => this.point(sample.at, sample[name]));
		// A line of noughts would only colour the ground.
		const flat = run.every((sample) => !sample[name]);
		return svgElement('path', { 'class': 'line', 'data-series': name, d: flat ? '' : `M${points.join('L')}` });
	}

	point(at, value) {
		return `${this.frame.x(at).toFixed(1)},${this.frame.y(value).toFixed(1)}`;
	}

	drawLegend(latest) {
		keyed(this.legend, this.series, ({ name }) => name,
			({ name, label }) => element('li', { 'data-series': name }, element('i'), label, element('b')),
			(entry, { name }) => setText(entry.lastChild, rounded(latest[name])));
	}

}

function rounded(value) {
	return Number.isFinite(value) ? Math.round(value).toLocaleString('en') : '';
}

// The next even, round number: half of it is a whole one.
function ceiling(value) {
	const step = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
	return [1, 2, 4, 6, 8, 10].map((factor) => factor * step).find((round) => round >= value && round >= 4);
}
