/** Shares of variants in percent. Pure. */

/** Shares within this much of 100 sum to it: 33.3 has no exact double. */
const TOLERANCE = 1e-6;

/**
 * A percentage as it is typed.
 * @param {string} text
 * @returns {number|null} null when it is none from 0 to 100
 */
export function percentage(text) {
    const value = /^\s*(\d+(\.\d*)?|\.\d+)\s*$/.test(text) ? Number(text) : NaN;
    return value >= 0 && value <= 100 ? value : null;
}

/** @param {number} value without the noise of binary fractions */
function tidy(value) {
    return Math.round(value * 1e6) / 1e6;
}

/** @param {number} value */
export function percentText(value) {
    return `${tidy(value)}\u00a0%`;
}

/**
 * What the shares leave of 100 %.
 * @param {string[]} shares as typed; what is no percentage counts as nothing
 * @returns {{sum: number, left: number, isExact: boolean, isOver: boolean}}
 */
export function remainder(shares) {
    const sum = tidy(shares.reduce((total, share) => total + (percentage(share) ?? 0), 0));
    const left = tidy(100 - sum);
    return { sum, left: Math.max(0, left), isExact: Math.abs(left) < TOLERANCE, isOver: left <= -TOLERANCE };
}

/**
 * Equal shares in hundredths of a percent; the last takes what rounding leaves.
 * @param {number} count
 * @returns {string[]}
 */
export function evenShares(count) {
    const share = Math.floor(10_000 / count) / 100;
    return Array.from({ length: count }, (_, index) => String(index < count - 1 ? share : tidy(100 - share * (count - 1))));
}
