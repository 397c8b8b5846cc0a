// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

/// @title History of an amount of units, three checkpoints to a storage slot
/// @notice What OpenZeppelin's `Checkpoints` does with one slot a checkpoint, for units below 2^40 and 32-bit times.
/// @dev An entry is 72 bits: time (32) above units (40). `head` holds the newest one to three entries, the newest lowest,
/// and the number of all entries above them (bits 216 to 255). Entries leave the head three at a time, as one word.
library UnitTrace {
    struct Trace {
        uint256 head;
        mapping(uint256 index => uint256 word) words;
    }

    uint256 private constant ENTRY_BITS = 72;
    uint256 private constant ENTRY_MASK = (1 << ENTRY_BITS) - 1;
    uint256 private constant UNITS_BITS = 40;
    uint256 private constant UNITS_MASK = (1 << UNITS_BITS) - 1;
    uint256 private constant COUNT_SHIFT = 216;
    uint256 private constant WORD_MASK = (1 << COUNT_SHIFT) - 1;
    uint256 private constant PER_WORD = 3;

    error UnitTrace_UnorderedInsertion(uint256 lastTime, uint256 time);
    error UnitTrace_Overflow(uint256 time, uint256 units);

    /// @notice Record that the amount is `units` from `time` on. The same second again replaces its entry.
    function push(Trace storage self, uint256 time, uint256 units) internal {
        if (time > type(uint32).max || units > UNITS_MASK) revert UnitTrace_Overflow(time, units);
        uint256 head = self.head;
        uint256 count = head >> COUNT_SHIFT;
        uint256 lastTime = (head & ENTRY_MASK) >> UNITS_BITS;
        uint256 entry = (time << UNITS_BITS) | units;

        if (count != 0 && time <= lastTime) {
            if (time < lastTime) revert UnitTrace_UnorderedInsertion(lastTime, time);
            self.head = (head & ~ENTRY_MASK) | entry;
            return;
        }
        uint256 newest = head & WORD_MASK;
        if (count != 0 && count % PER_WORD == 0) {
            self.words[count / PER_WORD - 1] = newest;
            newest = 0;
        }
        self.head = ((count + 1) << COUNT_SHIFT) | (newest << ENTRY_BITS) | entry;
    }

    /// @notice The amount now, in units.
    function latest(Trace storage self) internal view returns (uint256) {
        return self.head & UNITS_MASK;
    }

    /// @notice How many checkpoints there are.
    function length(Trace storage self) internal view returns (uint256) {
        return self.head >> COUNT_SHIFT;
    }

    /// @notice The amount at `time`, in units; 0 before the first checkpoint.
    function at(Trace storage self, uint256 time) internal view returns (uint256) {
        uint256 head = self.head;
        uint256 count = head >> COUNT_SHIFT;
        if (count == 0) return 0;
        (bool found, uint256 units) = _search(head & WORD_MASK, time);
        if (found) return units;

        // The last word whose oldest entry is not after `time`.
        uint256 low = 0;
        uint256 high = (count - 1) / PER_WORD;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (self.words[middle] >> (2 * ENTRY_BITS + UNITS_BITS) > time) high = middle;
            else low = middle + 1;
        }
        if (low == 0) return 0;
        (, units) = _search(self.words[low - 1], time);
        return units;
    }

    /// @dev Newest entry of a word that is not after `time`. An empty place has time 0 and is never found: it lies above
    /// the oldest entry, and a lookup that gets there is before the first checkpoint of the word.
    function _search(uint256 word, uint256 time) private pure returns (bool found, uint256 units) {
        for (; word != 0; word >>= ENTRY_BITS) {
            if ((word & ENTRY_MASK) >> UNITS_BITS <= time) return (true, word & UNITS_MASK);
        }
    }
}
