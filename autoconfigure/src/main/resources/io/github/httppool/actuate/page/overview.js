// One sentence for each pool, those in trouble first. Choosing one shows its details.

import { createBar, updateBar } from './bar.js';
import { element, keyed, setData, setText } from './dom.js';
import { busiestHost, verdictOf, worstFirst } from './verdict.js';

export class Overview {

	constructor(addressOf, choose) {
		this.addressOf = addressOf;
		this.choose = choose;
		this.list = element('ol', { 'class': 'hp-pools' });
		this.element = element('nav', { 'aria-label': 'Pools' }, this.list);
	}

	update(pools, chosen) {
		keyed(this.list, worstFirst(pools), ([name]) => name, ([name]) => this.createRow(name),
			(row, [name, pool]) => updateRow(row, pool, name === chosen));
	}

	createRow(name) {
		const link = element('a', { href: this.addressOf(name) },
			element('span', { 'class': 'hp-mark', 'aria-hidden': 'true' }),
			element('span', { 'class': 'hp-says' },
				element('span', { 'class': 'hp-who' }, element('strong', {}, name), element('span', { 'class': 'hp-level' })),
				element('span', { 'class': 'hp-sentence' })),
			createBar());
		link.addEventListener('click', (event) => {
			if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
				event.preventDefault();
				this.choose(name);
			}
		});
		return element('li', { 'data-pool': name }, link);
	}

}

function updateRow(row, pool, chosen) {
	const { level, text, word, mark } = verdictOf(pool);
	setData(row, 'level', level);
	setText(row.querySelector('.hp-mark'), mark);
	setText(row.querySelector('.hp-level'), word);
	setText(row.querySelector('.hp-sentence'), text);
	updateBar(row.querySelector('.hp-bar'), busiestHost(pool));
	if (chosen) {
		row.firstChild.setAttribute('aria-current', 'true');
	}
	else {
		row.firstChild.removeAttribute('aria-current');
	}
}
