// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {BrandAccess} from "../access/BrandAccess.sol";
import {BrandManaged} from "../access/BrandManaged.sol";
import {IMembershipDrops} from "../interfaces/IMembershipDrops.sol";

/// @title Payments for memberships
/// @notice Which currencies are taken, and the way of every payment to the treasury. Nothing stays here.
abstract contract MembershipTill is BrandManaged, IMembershipDrops {
    using SafeERC20 for IERC20;

    /// @inheritdoc IMembershipDrops
    address public immutable treasury;

    mapping(address currency => bool) private _allowed;
    mapping(address currency => uint256) private _floors;

    constructor(address treasury_, BrandAccess authority_, uint128 floor) BrandManaged(authority_) {
        if (treasury_ == address(0)) revert MembershipDrops_InvalidTerms("there must be a treasury");
        treasury = treasury_;
        _setFloor(address(0), floor);
    }

    /// @inheritdoc IMembershipDrops
    function setPriceFloor(address currency, uint128 perUnit) external restricted {
        _setFloor(currency, perUnit);
    }

    /// @inheritdoc IMembershipDrops
    function allowCurrency(address currency, bool allowed) external restricted {
        if (currency == address(0)) revert MembershipDrops_InvalidTerms("ETH is always allowed");
        if (allowed && currency.code.length == 0) revert MembershipDrops_InvalidTerms("the currency is not a contract");
        _allowed[currency] = allowed;
        emit CurrencyAllowed(currency, allowed);
    }

    /// @inheritdoc IMembershipDrops
    function priceFloor(address currency) public view returns (uint256 perUnit) {
        return _floors[currency];
    }

    /// @inheritdoc IMembershipDrops
    function currencyAllowed(address currency) public view returns (bool) {
        return currency == address(0) || _allowed[currency];
    }

    /// @dev Comes last in every sale: the buyer, a token and the treasury may call back, and everything is done by then.
    function _collect(address currency, uint256 cost) internal {
        if (currency == address(0)) {
            _collectEther(cost);
            return;
        }
        if (msg.value != 0) revert MembershipDrops_ValueNotAccepted(msg.value);
        _requireAllowed(currency); // even when nothing is due: no sale in it must go on
        if (cost != 0) _collectToken(currency, cost);
    }

    /// @dev Whether a price is more than a gift by today's floor: without one nothing is.
    function _reachesFloor(address currency, uint256 price, uint256 units) internal view returns (bool) {
        uint256 floor = _floors[currency];
        return floor != 0 && price != 0 && price >= floor * units;
    }

    function _requireAllowed(address currency) internal view {
        if (!currencyAllowed(currency)) revert MembershipDrops_CurrencyNotAllowed(currency);
    }

    function _setFloor(address currency, uint128 perUnit) private {
        _floors[currency] = perUnit;
        emit PriceFloorSet(currency, perUnit);
    }

    function _collectEther(uint256 cost) private {
        if (msg.value < cost) revert MembershipDrops_Underpaid(cost, msg.value);
        if (cost != 0 && !_send(treasury, cost)) revert MembershipDrops_PaymentFailed(address(0), cost, 0);
        uint256 surplus = msg.value - cost;
        if (surplus != 0 && !_send(msg.sender, surplus)) revert MembershipDrops_RefundFailed(msg.sender, surplus);
    }

    function _collectToken(address currency, uint256 cost) private {
        uint256 before = IERC20(currency).balanceOf(treasury);
        IERC20(currency).safeTransferFrom(msg.sender, treasury, cost);
        uint256 balance = IERC20(currency).balanceOf(treasury);
        uint256 received = balance > before ? balance - before : 0;
        if (received != cost) revert MembershipDrops_PaymentFailed(currency, cost, received);
    }

    function _send(address to, uint256 amount) private returns (bool success) {
        // solhint-disable-next-line avoid-low-level-calls
        (success, ) = to.call{value: amount}("");
    }
}
