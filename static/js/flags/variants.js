/** Shares of variants in percent. Pure. */

/** Shares within this much of 100 sum to it: 33.3 has no exact double. */
const TOLERANCE = 1e-6;

/** @param {string} text */
function plainNumber(text) {
    return /^\s*(\d+(\.\d*)?|\.\d+)\s*$/.test(text) ? Number(text) : NaN;
}

/**
 * A percentage as it is typed.
 * @param {string} text
 * @returns {number|null} null when it is none from 0 to 100
 */
export function percentage(text) {
    const value = plainNumber(text);
    return value >= 0 && value <= 100 ? value : null;
}

/** @param {string} text as it is typed */
export function percentageMistake(text) {
    return percentage(text) === null ? "From 0 to 100." : "";
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
 * @param {string[]} shares as typed; what is no number counts as nothing and makes the rest unclear
 * @returns {{sum: number, left: number, isExact: boolean, isOver: boolean, isUnclear: boolean}}
 */
export function remainder(shares) {
    const numbers = shares.map(plainNumber);
    const sum = tidy(numbers.reduce((total, share) => total + (Number.isFinite(share) ? share : 0), 0));
    const left = tidy(100 - sum);
    return { sum, left: Math.max(0, left), isExact: Math.abs(left) < TOLERANCE, isOver: left <= -TOLERANCE, isUnclear: !numbers.every(Number.isFinite) };
}

/**
 * What becomes of the 100 %.
 * @param {string[]} shares as typed
 * @param {boolean} hasDefault whether the rest gets a default
 * @returns {{text: string, isBad: boolean}}
 */
export function leftWords(shares, hasDefault) {
    const { sum, left, isExact, isOver, isUnclear } = remainder(shares);
    if (isOver) return { text: `${percentText(sum)} is given away, ${percentText(sum - 100)} too much`, isBad: true };
    if (isUnclear) return { text: "A share is not a percentage", isBad: true };
    if (isExact) return { text: "All 100 % are given away", isBad: false };
    return { text: `${percentText(left)} left${hasDefault ? ": these get the default" : " to give away"}`, isBad: !hasDefault };
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
