// The inventory: whether it hangs, and the buttons that make it.

import { switchInventory } from './api.js';
import { attempt, setText } from './dom.js';

const state = document.getElementById('inventory-state');
const hangButton = document.getElementById('inventory-hang');
const recoverButton = document.getElementById('inventory-recover');
const message = document.getElementById('inventory-message');

export function wireInventory() {
	hangButton.addEventListener('click', () => attempt(message, () => turn(true)));
	recoverButton.addEventListener('click', () => attempt(message, () => turn(false)));
}

async function turn(hanging) {
	drawInventory(await switchInventory(hanging));
}

export function drawInventory({ hanging }) {
	show(hanging ? 'hanging' : 'live', hanging ? 'inventory hangs' : 'inventory answers');
	hangButton.disabled = hanging;
	recoverButton.disabled = !hanging;
}

export function clearInventory() {
	show('waiting', 'inventory');
	[hangButton, recoverButton].forEach((button) => button.disabled = false);
}

function show(name, text) {
	state.dataset.state = name;
	setText(state, text);
}
