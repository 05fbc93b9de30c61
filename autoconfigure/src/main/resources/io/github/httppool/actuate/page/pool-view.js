// One pool in all its details.

import { element, setText } from './dom.js';
import { count, counted, duration } from './format.js';
import { History } from './history.js';
import { Plot } from './plot.js';
import { PoolAdvice } from './pool-advice.js';
import { PoolClosed } from './pool-closed.js';
import { PoolConnections } from './pool-connections.js';
import { PoolControls } from './pool-controls.js';
import { PoolEvents } from './pool-events.js';
import { PoolFigures } from './pool-figures.js';
import { PoolHosts } from './pool-hosts.js';
import { PoolLeaks } from './pool-leaks.js';
import { PoolLeases } from './pool-leases.js';
import { PoolSettings } from './pool-settings.js';
import { PoolSlow } from './pool-slow.js';

export class PoolView {

	constructor(endpoint, writable, changed) {
		this.title = element('h2', { id: 'hp-pool' });
		this.facts = element('p', { 'class': 'hp-facts' });
		this.figures = new PoolFigures();
		this.plots = [
			new Plot('Connections', [
				{ name: 'active', label: 'in use', stacked: true }, { name: 'idle', label: 'idle', stacked: true },
				{ name: 'connecting', label: 'being opened', stacked: true }, { name: 'pending', label: 'calls waiting' }
			]),
			new Plot('Calls per second', [{ name: 'calls', label: 'got a connection' }, { name: 'failures', label: 'got none' }])
		];
		this.controls = writable ? new PoolControls(endpoint, changed) : undefined;
		this.parts = [];
		this.element = element('section', { 'class': 'hp-pool', 'aria-labelledby': 'hp-pool' }, element('header', {}, this.title, this.facts),
			this.figures.element, this.part(new PoolAdvice()), columns([this.plots[0].element], [this.plots[1].element]), this.part(new PoolHosts()),
			columns([this.part(new PoolLeaks()), this.part(new PoolClosed())], [this.part(new PoolLeases()), this.part(new PoolSlow())]),
			this.part(new PoolEvents()), this.part(new PoolConnections()), this.part(new PoolSettings()), this.controls?.element);
	}

	part(part) {
		this.parts.push(part);
		return part.element;
	}

	// history: what was seen of this pool
	update(name, pool, names, history = new History()) {
		setText(this.title, name);
		setText(this.facts, factsOf(pool));
		this.figures.update(pool, names);
		this.parts.forEach((part) => part.update(pool, names));
		this.controls?.update(name, pool);
		const now = Date.now();
		this.plots.forEach((plot) => plot.draw(history, now));
	}

}

function columns(...content) {
	return element('div', { 'class': 'hp-columns' }, ...content.map((each) => element('div', {}, ...each)));
}

function factsOf({ state, baseUrl, sslBundle, settings, maxConnections, fleet }) {
	return [
		state,
		baseUrl && `calls ${baseUrl}`,
		sslBundle && `SSL bundle ${sslBundle}`,
		`at most ${counted(maxConnections, 'connection')} per host`,
		settings?.timeouts && `waits ${duration(settings.timeouts.acquire)} for one, ${duration(settings.timeouts.response)} for an answer`,
		fleet?.fleetMaxConnections && `${counted(fleet.replicas, 'replica')} share ${count(fleet.fleetMaxConnections)} connections`
	].filter(Boolean).join(' · ');
}
