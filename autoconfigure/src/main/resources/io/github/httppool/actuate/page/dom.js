// The few things that every part of the view does with elements. All text goes in as text, never as markup.

export function element(name, attributes = {}, ...children) {
	const created = document.createElement(name);
	setAttributes(created, attributes);
	created.append(...children.filter((child) => child !== null && child !== undefined));
	return created;
}

export function svgElement(name, attributes = {}, text = '') {
	const created = document.createElementNS('http://www.w3.org/2000/svg', name);
	setAttributes(created, attributes);
	created.textContent = text;
	return created;
}

function setAttributes(target, attributes) {
	Object.entries(attributes).filter(([, value]) => value !== undefined).forEach(([key, value]) => target.setAttribute(key, value));
}

// Touches the document only if the text is another one: readers and selections stay where they are.
export function setText(target, value) {
	const text = String(value ?? '');
	if (target.textContent !== text) {
		target.textContent = text;
	}
}

export function setData(target, name, value) {
	if (value === undefined || value === null) {
		delete target.dataset[name];
	}
	else if (target.dataset[name] !== String(value)) {
		target.dataset[name] = value;
	}
}

// One child for each item, in the order of the items. A child is kept as long as its key is, so that what a person
// is using is not replaced under their hands.
export function keyed(parent, items, keyOf, create, update) {
	const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
	items.forEach((item, index) => {
		const key = String(keyOf(item));
		const child = known.get(key) ?? create(item);
		child.dataset.key = key;
		known.delete(key);
		if (parent.children[index] !== child) {
			parent.insertBefore(child, parent.children[index] ?? null);
		}
		update(child, item);
	});
	known.forEach((gone) => gone.remove());
}

export function card(title, ...content) {
	const id = `hp-${title.toLowerCase().replace(/\W+/g, '-')}`;
	return element('section', { 'class': 'hp-card', 'aria-labelledby': id },
		element('h3', { id }, title), ...content);
}
