// Where the page is shown.

/** Whether another page shows ours in an iframe. */
export const embedded = window.parent !== window;
