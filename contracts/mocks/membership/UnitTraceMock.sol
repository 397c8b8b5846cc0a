// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {UnitTrace} from "../../membership/UnitTrace.sol";

/// @notice Opens the library to tests, many operations to a call.
contract UnitTraceMock {
    using UnitTrace for UnitTrace.Trace;

    UnitTrace.Trace private _trace;

    function push(uint256[] calldata times, uint256[] calldata units) external {
        for (uint256 i = 0; i < times.length; ++i) _trace.push(times[i], units[i]);
    }

    function lookup(uint256[] calldata times) external view returns (uint256[] memory units) {
        units = new uint256[](times.length);
        for (uint256 i = 0; i < times.length; ++i) units[i] = _trace.at(times[i]);
    }

    function latest() external view returns (uint256) {
        return _trace.latest();
    }

    function length() external view returns (uint256) {
        return _trace.length();
    }
}
