// The inventory: whether it hangs, and the buttons that make it.

import { setText } from '../httppool-view/dom.js';
import { switchInventory } from './api.js';
import { attempt } from './dom.js';

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
	setText(state, hanging ? 'It hangs.' : 'It answers.');
	hangButton.disabled = hanging;
	recoverButton.disabled = !hanging;
}
