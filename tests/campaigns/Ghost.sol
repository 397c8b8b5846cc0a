// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {
    IBrandMembership,
    Membership,
    MembershipState,
    TierTerms,
    UnitBounds
} from "../../contracts/interfaces/IBrandMembership.sol";
import {BrandDeployment} from "./BrandDeployment.sol";
import {vm} from "./Vm.sol";

/// @title A model of units, votes and money, kept beside the contracts
/// @notice Of a single membership it believes what `membershipOf` says of it; every sum and every history it keeps itself.
// A model is its state; in parts it could not be read as a whole.
// solhint-disable-next-line max-states-count
abstract contract Ghost is BrandDeployment {
    struct GhostToken {
        address holder;
        uint16 tierId;
        uint32 units;
        uint64 expiresAt;
        uint64 revocableAt;
        MembershipState state;
        uint256 paid; // for it, ever, in wei; two coins are worth one
    }

    struct Checkpoint {
        uint256 time; // unix seconds
        uint256 units;
    }

    /// @notice What must hold does not. `actual` and `expected` are units, wei, seconds, ids or 0 and 1, as the name says.
    error Broken(string invariant, uint256 actual, uint256 expected);

    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    uint256 private constant LAUNCH_END = START + LAUNCH_PERIOD;
    bytes4 private constant PANIC = bytes4(keccak256("Panic(uint256)"));

    /// @notice Now, unix seconds: Forge forgets `warp` between two calls of a campaign.
    uint256 public time = START;
    uint256 internal entropy;

    uint256 internal issuedCount;
    uint256 internal totalUnits;
    uint256 private _votingBefore; // units that could vote when the action began
    mapping(uint256 day => uint256 units) internal givenOn; // the launch is day 0
    mapping(uint256 day => uint256 units) internal soldOn;
    mapping(uint256 day => uint256 units) internal returnedOn; // at a price after a lapse; not counted in the launch
    mapping(uint256 day => uint256 units) internal beganWith; // that could vote when it was first counted
    mapping(uint256 day => bool) internal wasCounted;
    mapping(address currency => uint256) internal treasuryHas; // zero: ETH, in wei
    mapping(address currency => uint256) internal floorOf; // for a unit, in wei or coins
    mapping(uint256 tierId => uint256) internal placesOf; // taken
    mapping(address account => bool) internal isBound;

    /// @dev How often what an action tries was done, by the action's name.
    mapping(bytes32 name => uint256) internal doneOf;
    bytes32[] internal doneNames;

    address[] internal accounts; // whoever may hold, vote or have a role
    mapping(uint256 tokenId => GhostToken) internal tokens;
    mapping(address account => uint256) internal heldUnits;
    mapping(address account => uint256) internal votesOf;
    mapping(address account => address) internal delegateOf; // zero: its own
    mapping(address account => Checkpoint[]) internal voteHistory;
    Checkpoint[] internal supplyHistory;

    constructor() {
        (treasuryHas[address(0)], treasuryHas[address(coin)]) = (TREASURY, TREASURY);
        (floorOf[address(0)], floorOf[address(coin)]) = (PRICE_FLOOR, 2 * PRICE_FLOOR);
        isBound[excluded] = true;
        for (uint256 i = 0; i < ACTORS; ++i) accounts.push(actors[i]);
        accounts.push(brand);
        accounts.push(issuer);
        accounts.push(guardian);
        accounts.push(sponsor);
        accounts.push(address(drops));
        accounts.push(address(timelock));
        accounts.push(address(governor));
        accounts.push(address(this)); // the deployer
    }

    /// @dev Every action of a campaign begins here. The numbers of the fuzzer become entropy for what it does not choose.
    modifier action(uint256 seed) {
        vm.warp(time);
        entropy = uint256(keccak256(abi.encode(entropy, seed)));
        _votingBefore = _votingUnits();
        _;
    }

    /// @dev A call from another account. What a contract checks is refused with an error of its own; a panic is a mistake.
    function _call(
        address sender,
        address target,
        uint256 value,
        bytes memory data
    ) internal returns (bool success, bytes memory answer) {
        vm.prank(sender);
        (success, answer) = target.call{value: value}(data);
        if (!success && bytes4(answer) == PANIC) revert Broken("no contract panics", uint32(bytes4(data)), 0);
    }

    function _try(address sender, address target, bytes memory data) internal returns (bool success) {
        (success, ) = _call(sender, target, 0, data);
    }

    /// @dev Counts what was reached: a campaign in which everything is refused finds nothing.
    function _done(bytes32 name) internal {
        if (doneOf[name] == 0) doneNames.push(name);
        ++doneOf[name];
    }

    function _require(bool holds, string memory invariant) internal pure {
        if (!holds) revert Broken(invariant, 0, 1);
    }

    function _requireEqual(uint256 actual, uint256 expected, string memory invariant) internal pure {
        if (actual != expected) revert Broken(invariant, actual, expected);
    }

    /// @dev Follows a membership that an action touched: reads it, and moves its units in the model.
    function _follow(uint256 tokenId) internal {
        GhostToken storage ghost = tokens[tokenId];
        (address holder, uint256 units) = (ghost.holder, ghost.units);
        if (holder != address(0) && ghost.state != MembershipState.Lapsed) --placesOf[ghost.tierId];
        GhostToken memory before = ghost;
        try membership.membershipOf(tokenId) returns (Membership memory read) {
            (ghost.holder, ghost.tierId, ghost.units) = (read.holder, read.tierId, read.units);
            (ghost.expiresAt, ghost.revocableAt, ghost.state) = (read.expiresAt, read.revocableAt, read.state);
        } catch {
            delete tokens[tokenId];
            // Whoever ends in time keeps the place for ever; what was over is lapsed first.
            if (holder != address(0) && before.state != MembershipState.Lapsed && !_isOverdue(before, 0)) {
                ++placesOf[before.tierId];
            }
        }
        if (ghost.holder != address(0) && ghost.state != MembershipState.Lapsed) ++placesOf[ghost.tierId];
        if (holder == ghost.holder && units == ghost.units) return;
        if (holder != address(0) && units != ghost.units) {
            _requireEqual(listener.unitsOf(tokenId), ghost.units, "the listener knows the units");
            _require(listener.holderOf(tokenId) == holder, "the listener knows whose they were");
        }
        _take(holder, units);
        _give(ghost.holder, ghost.units);
        _record(supplyHistory, totalUnits);
    }

    function _followNew(uint256 count) internal {
        for (uint256 i = 0; i < count; ++i) _follow(++issuedCount);
    }

    /// @dev Whether its time has been over for a while.
    /// @param grace Seconds.
    function _isOverdue(GhostToken memory ghost, uint256 grace) internal view returns (bool) {
        return ghost.expiresAt != 0 && time >= ghost.expiresAt + grace;
    }

    /// @dev Seconds in which a membership of a tier stays after its expiry: never longer than a period of it.
    function _graceOf(uint16 tierId) internal view returns (uint256) {
        uint256 duration = _terms(tierId).duration;
        return duration < GRACE ? duration : GRACE;
    }

    /// @dev What is issued at a price counts as sold if that is the tier's and reaches the floor.
    function _isSale(uint16 tierId, address currency, uint256 price) internal view returns (bool) {
        (uint256 usual, ) = drops.tierPrice(tierId, currency);
        return price >= usual && _reachesFloor(currency, price, _terms(tierId).units);
    }

    /// @dev Without a floor nothing does, nor does what is free.
    function _reachesFloor(address currency, uint256 price, uint256 units) internal view returns (bool) {
        uint256 least = floorOf[currency];
        return least != 0 && price != 0 && price >= least * units;
    }

    /// @dev Since 1970; the launch is one day, 0.
    function _day() internal view returns (uint256) {
        return time < LAUNCH_END ? 0 : time / 1 days;
    }

    /// @dev What is refused because of a day's bound is more than it.
    /// @param units What would have come.
    /// @param sold Whether it was paid for; else it would have been given away.
    function _requireRefused(bytes memory answer, uint256 units, bool sold) internal {
        uint256 day = _day();
        if (bytes4(answer) == IBrandMembership.BrandMembership_GivenTooMuch.selector) {
            _require(!sold && givenOn[day] + units > _most(_begin(), false), "what may be given away in a day can be");
            _done("refuse a gift too many");
        }
        if (bytes4(answer) == IBrandMembership.BrandMembership_SoldTooMuch.selector) {
            _require(sold && soldOn[day] + units > _most(_begin(), true), "what may be sold in a day can be");
            _done(day == 0 ? bytes32("refuse a sale in the launch") : bytes32("refuse a sale too many"));
        }
    }

    /// @dev What lapsed and does not come back finds room neither beside what is sold nor in it.
    function _requireReturnRefused(bytes memory answer, uint256 units, bool sold) internal {
        _requireRefused(answer, units, sold);
        if (bytes4(answer) != IBrandMembership.BrandMembership_SoldTooMuch.selector) return;
        _require(!_mayReturn(units), "who may come back can");
        _done("refuse a return too many");
    }

    /// @dev Units have come back after a lapse. What was paid for is counted apart while there is room; the launch counts it when
    /// it is issued.
    function _requireReturned(uint256 units, bool sold) internal {
        if (units == 0 || (sold && _day() == 0)) return;
        if (!sold || !_mayReturn(units)) return _requireCounted(units, sold);
        _beginDay();
        returnedOn[_day()] += units;
        _done("come back beside what is sold");
    }

    /// @dev All but those with accounts whose votes are bound.
    function _votingUnits() internal view returns (uint256 units) {
        units = totalUnits;
        for (uint256 i = 0; i < accounts.length; ++i) if (isBound[accounts[i]]) units -= votesOf[accounts[i]];
    }

    /// @dev Whether so many are within what comes back in a day, or the first that day.
    function _mayReturn(uint256 units) private view returns (bool) {
        uint256 returned = returnedOn[_day()];
        return returned == 0 || returned + units <= _most(_begin(), true);
    }

    /// @dev Units have come, by an issue, a change of tier or a return: each is sold or given away, and bounded as such.
    function _requireCounted(uint256 units, bool sold) internal {
        if (units == 0) return;
        uint256 day = _day();
        _beginDay();
        if (sold) {
            soldOn[day] += units;
            _require(soldOn[day] <= _most(beganWith[day], true), "no more is sold in a day than may be");
        } else {
            givenOn[day] += units;
            _require(givenOn[day] <= _most(beganWith[day], false), "no more is given away in a day than may be");
        }
    }

    function _beginDay() private {
        uint256 day = _day();
        if (!wasCounted[day]) (wasCounted[day], beganWith[day]) = (true, _votingBefore);
    }

    /// @dev Units that today's shares are of, if the action that is on is its first.
    function _begin() private view returns (uint256) {
        return wasCounted[_day()] ? beganWith[_day()] : _votingBefore;
    }

    /// @param begin Units that could vote when the day was first counted.
    function _most(uint256 begin, bool sold) private view returns (uint256) {
        UnitBounds memory bounds = membership.unitBounds();
        if (time < LAUNCH_END) return sold ? LAUNCH_SOLD_UNITS : LAUNCH_UNITS;
        if (sold && bounds.soldPerDayBps == 0) return type(uint256).max;
        uint256 share = (begin * (sold ? bounds.soldPerDayBps : bounds.givenPerDayBps)) / 10_000;
        return share > bounds.perDayLeast ? share : bounds.perDayLeast;
    }

    /// @dev A membership is issued with the units of its tier.
    function _requireIssued(uint256 firstTokenId, uint256 count, uint16 tierId, address holder) internal {
        _requireEqual(firstTokenId, issuedCount + 1, "token ids have no gap");
        _followNew(count);
        for (uint256 i = 0; i < count; ++i) {
            GhostToken storage ghost = tokens[firstTokenId + i];
            _require(ghost.holder == holder && ghost.tierId == tierId, "issued to whom and as what was asked");
            _requireEqual(ghost.units, _terms(tierId).units, "issued with the units of its tier");
        }
    }

    function _terms(uint16 tierId) internal view returns (TierTerms memory terms) {
        (terms, , , ) = membership.tier(tierId);
    }

    function _take(address holder, uint256 units) private {
        if (holder == address(0) || units == 0) return;
        heldUnits[holder] -= units;
        totalUnits -= units;
        _setVotes(_delegateOf(holder), votesOf[_delegateOf(holder)] - units);
    }

    function _give(address holder, uint256 units) private {
        if (holder == address(0) || units == 0) return;
        heldUnits[holder] += units;
        totalUnits += units;
        _setVotes(_delegateOf(holder), votesOf[_delegateOf(holder)] + units);
    }

    function _redelegate(address account, address to) internal {
        uint256 units = heldUnits[account];
        address from = _delegateOf(account);
        _setVotes(from, votesOf[from] - units);
        delegateOf[account] = to;
        to = _delegateOf(account);
        _setVotes(to, votesOf[to] + units);
    }

    function _delegateOf(address account) internal view returns (address) {
        address chosen = delegateOf[account];
        return chosen == address(0) ? account : chosen;
    }

    function _setVotes(address account, uint256 votes) private {
        if (votesOf[account] == votes) return;
        votesOf[account] = votes;
        _record(voteHistory[account], votes);
    }

    function _record(Checkpoint[] storage history, uint256 units) private {
        uint256 length = history.length;
        if (length != 0 && history[length - 1].time == time) history[length - 1].units = units;
        else history.push(Checkpoint(time, units));
    }

    /// @dev The amount at a past second, looked for from the newest on.
    function _at(Checkpoint[] storage history, uint256 timepoint) internal view returns (uint256) {
        for (uint256 i = history.length; i != 0; --i) {
            if (history[i - 1].time <= timepoint) return history[i - 1].units;
        }
        return 0;
    }

    function _actor(uint256 seed) internal view returns (address) {
        return actors[seed % ACTORS];
    }

    /// @dev The id of a membership that was issued, mostly a living one; one beyond the last as well.
    function _token(uint256 seed) internal view returns (uint256 tokenId) {
        if (issuedCount == 0 || seed % 64 == 63) return issuedCount + 1;
        tokenId = (seed % issuedCount) + 1;
        for (uint256 i = 0; i < 8 && tokens[tokenId].holder == address(0); ++i) tokenId = (tokenId % issuedCount) + 1;
    }

    /// @dev What is signed of an EIP-712 document.
    function _digest(string memory name, address verifier, bytes32 document) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN, keccak256(bytes(name)), keccak256("1"), block.chainid, verifier)
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, document));
    }

    /// @dev A number below `bound` that the fuzzer did not choose.
    function _random(uint256 bound) internal returns (uint256) {
        entropy = uint256(keccak256(abi.encode(entropy)));
        return entropy % bound;
    }
}
