// What to change, and why.

import { card, element, keyed, setText } from './dom.js';
import { count, lastOf } from './format.js';

const KINDS = {
	LEAK: 'Leak', CONNECT_FAILING: 'Unreachable', SLOW_UPSTREAM: 'Slow upstream', POOL_TOO_SMALL: 'Pool too small', IDLE_LIMIT: 'Closed while idle',
	CHURN: 'Short-lived connections', FRAGMENTED: 'Divided pool', POOL_TOO_LARGE: 'Pool too large'
};

const DISTURBANCES = ['LEAK', 'CONNECT_FAILING', 'SLOW_UPSTREAM'];

export class PoolAdvice {

	constructor() {
		this.limit = element('p', { 'class': 'hp-advice' });
		this.reason = element('p');
		this.confidence = element('p', { 'class': 'hp-note' });
		this.findings = element('ul', { 'class': 'hp-findings' });
		this.element = card('Advice', this.limit, this.reason, this.findings, this.confidence);
	}

	update({ advice, maxConnections }) {
		this.element.hidden = !advice;
		if (advice) {
			setText(this.limit, limitText(advice, maxConnections));
			this.limit.hidden = !Number.isFinite(advice.maxConnections) || isDisturbed(advice);
			setText(this.reason, isDisturbed(advice) ? '' : advice.reason);
			this.reason.hidden = this.limit.hidden;
			setText(this.confidence, confidenceText(advice));
			this.confidence.hidden = this.limit.hidden;
			keyed(this.findings, advice.findings ?? [], ({ kind, text }) => `${kind} ${text}`,
				({ kind, text }) => element('li', { 'data-kind': kind }, element('b', {}, KINDS[kind] ?? kind), ` ${text}`), () => {});
		}
	}

}

// Then the size is not what is to be changed first.
function isDisturbed({ findings = [] }) {
	return findings.some(({ kind }) => DISTURBANCES.includes(kind));
}

// Few calls are no reason to lower a limit.
function limitText({ maxConnections, confidence }, now) {
	if (maxConnections === now) {
		return `Leave max-connections at ${count(now)}.`;
	}
	return maxConnections < now && confidence === 'LOW' ? `${count(maxConnections)} connections would do so far; max-connections is ${count(now)}.`
		: `Set max-connections to ${count(maxConnections)}; it is ${count(now)}.`;
}

function confidenceText({ confidence, window }) {
	const seen = window ? `, from the ${lastOf(window)}` : '';
	return confidence ? `Confidence: ${confidence.toLowerCase()}${seen}.` : '';
}
