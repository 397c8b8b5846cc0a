// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IBrandMembership, MembershipState} from "../../contracts/interfaces/IBrandMembership.sol";
import {DropTerms, IMembershipDrops, Voucher} from "../../contracts/interfaces/IMembershipDrops.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {Ghost} from "./Ghost.sol";
import {vm} from "./Vm.sol";

/// @title What people do with memberships
abstract contract MembershipActions is Ghost {
    bytes32 private constant DELEGATION =
        keccak256("Delegation(address delegatee,uint256 nonce,uint256 expiry)");

    uint256 private constant REVOCABLE_FOR = 30 days;
    uint256 private constant MOST_AT_ONCE = 16;

    uint256 private _vouchers;
    bytes private _lastDelegation; // one that was used already

    /// @notice Claim from a drop. Sometimes too little is paid, and often too much.
    function claim(uint256 who, uint256 dropId, uint256 quantity, uint256 paid) external action(paid) {
        dropId = (dropId % DROPS_DEFINED) + 1;
        quantity = 1 + (quantity % 3);
        (DropTerms memory terms, , , ) = drops.drop(dropId);
        address recipient = terms.allowlistRoot == 0 ? _actor(who) : actors[1 + (who % 2)];
        uint256 allowance = terms.allowlistRoot == 0 ? 0 : 2;
        bytes memory data = abi.encodeCall(
            IMembershipDrops.claim,
            (dropId, recipient, quantity, allowance, new bytes32[](0))
        );
        bool sold = _isSale(terms.tierId, terms.currency, terms.price);
        address payer = !sold && paid % 4 != 0 ? recipient : _actor(paid);
        (bool success, bytes memory answer) = _buyAs(payer, terms.currency, terms.price * quantity, paid, data);
        uint256 units = quantity * _terms(terms.tierId).units;
        if (!success) return _requireRefused(answer, units, sold);
        _requireMayTake(terms.tierId, sold, payer, recipient);
        _requireIssued(abi.decode(answer, (uint256)), quantity, terms.tierId, recipient);
        _requireCounted(units, sold);
        for (uint256 i = 0; i < quantity; ++i) _pay(issuedCount - i, terms.currency, terms.price);
        _done("claim");
    }

    /// @notice Redeem a voucher of the issuer's, or one that somebody else signed.
    function redeemVoucher(uint256 who, uint256 tier, uint256 price, uint256 paid) external action(paid) {
        uint16 tierId = uint16(1 + (tier % TIERS));
        address currency = price % 2 == 0 ? address(0) : address(coin);
        price = paid % 8 == 0 ? 0 : price % 1 ether;
        Voucher memory voucher = Voucher(_vouchers, _actor(who), tierId, currency, price, 0, type(uint64).max);
        bool genuine = who % 8 != 7;
        bytes memory data = _redemption(voucher, genuine);
        bool sold = _isSale(tierId, currency, price);
        address payer = !sold && paid % 4 != 1 ? voucher.recipient : _actor(paid);
        (bool success, bytes memory answer) = _buyAs(payer, currency, price, paid, data);
        _requireRedeemed(voucher, success, answer);
        if (!success) return;
        _requireMayTake(tierId, sold, payer, voucher.recipient);
        _require(genuine, "a voucher is the issuer's");
        (success, ) = _buyAs(payer, currency, price, 0, data);
        _require(!success, "a voucher counts once");
        ++_vouchers;
        _done("redeem a voucher");
    }

    /// @notice The issuer gives memberships away: one, or several at once, also to one recipient.
    function issue(uint256 who, uint256 tier, uint256 count) external action(count) {
        uint16 tierId = uint16(1 + (tier % TIERS));
        count = count % 4;
        if (count == 0) {
            bytes memory single = abi.encodeCall(IBrandMembership.issue, (_actor(who), tierId));
            (bool issued, bytes memory id) = _call(issuer, address(membership), 0, single);
            if (!issued) return _requireRefused(id, _terms(tierId).units, false);
            _requireIssued(abi.decode(id, (uint256)), 1, tierId, _actor(who));
            _requireCounted(_terms(tierId).units, false);
            return _done("issue");
        }
        address[] memory recipients = new address[](count);
        for (uint256 i = 0; i < count; ++i) recipients[i] = _actor(who);
        bytes memory data = abi.encodeCall(IBrandMembership.airdrop, (recipients, tierId));
        (bool success, bytes memory answer) = _call(issuer, address(membership), 0, data);
        if (!success) return _requireRefused(answer, count * _terms(tierId).units, false);
        _requireIssued(abi.decode(answer, (uint256)), count, tierId, _actor(who));
        _requireCounted(count * _terms(tierId).units, false);
        _done("airdrop");
    }

    /// @notice Somebody renews a membership, their own or another's.
    function renew(uint256 token, uint256 periods, uint256 paid) external action(paid) {
        _renew(_token(token), 1 + (periods % 3), paid % 3 == 0 ? address(coin) : address(0), paid);
    }

    /// @notice Those who lapsed come back on one day, one after the other, until it has no room for them.
    function comeBack(uint256 first, uint256 paid) external action(paid) {
        for (uint256 i = 0; i < issuedCount && i < MOST_AT_ONCE; ++i) {
            uint256 tokenId = ((first % issuedCount) + i) % issuedCount + 1;
            GhostToken storage token = tokens[tokenId];
            if (token.holder != address(0) && token.state == MembershipState.Lapsed) _renew(tokenId, 1, address(0), paid);
        }
    }

    function _renew(uint256 tokenId, uint256 periods, address currency, uint256 paid) private {
        uint256 cost;
        try drops.quoteRenewal(tokenId, periods, currency) returns (uint256 quoted, uint64) {
            cost = quoted;
        } catch {
            cost = 0;
        }
        address holder = tokens[tokenId].holder;
        address payer = cost == 0 && holder != address(0) && paid % 4 != 0 ? holder : _actor(paid);
        bytes memory data = abi.encodeCall(IMembershipDrops.renew, (tokenId, periods, currency, cost));
        (bool success, bytes memory answer) = _buyAs(payer, currency, cost, paid, data);
        uint256 units = _unitsOf(tokenId);
        bool sold = _reachesFloor(currency, cost / periods, units);
        if (!success) return _requireReturnRefused(answer, units, sold);
        _require(cost != 0 || payer == holder, "what is free the holder alone renews");
        _requireRenewed(tokenId, periods, sold);
        _pay(tokenId, currency, cost);
        _done("renew");
    }

    /// @notice The issuer renews a membership for nothing.
    function giveTime(uint256 token, uint256 periods) external action(periods) {
        uint256 tokenId = _token(token);
        periods = 1 + (periods % 2);
        bytes memory data = abi.encodeCall(IBrandMembership.renew, (tokenId, periods));
        (bool success, bytes memory answer) = _call(issuer, address(membership), 0, data);
        if (!success) return _requireRefused(answer, _unitsOf(tokenId), false);
        _requireRenewed(tokenId, periods, false);
        _done("give time");
    }

    /// @notice A holder changes the tier of a membership; sometimes somebody else tries.
    function changeTier(uint256 token, uint256 tier, uint256 paid) external action(paid) {
        uint256 tokenId = _token(token);
        uint16 tierId = uint16(1 + (tier % TIERS));
        address holder = tokens[tokenId].holder;
        address payer = token % 16 == 15 || holder == address(0) ? _actor(tier) : holder;
        address currency = paid % 3 == 0 ? address(coin) : address(0);
        uint256 cost;
        try drops.quoteChange(tokenId, tierId, currency) returns (uint256 quoted, uint64) {
            cost = quoted;
        } catch {
            cost = 0;
        }
        bytes memory data = abi.encodeCall(IMembershipDrops.changeTier, (tokenId, tierId, currency, cost));
        (bool success, bytes memory answer) = _buyAs(payer, currency, cost, paid, data);
        _require(!success || payer == holder, "the holder alone changes a tier");
        _requireChanged(tokenId, tierId, currency, cost, success ? bytes("") : answer);
    }

    /// @param refusal Empty if the tier was changed.
    function _requireChanged(uint256 tokenId, uint16 tierId, address currency, uint256 cost, bytes memory refusal) private {
        GhostToken memory before = tokens[tokenId];
        (uint256 price, ) = drops.tierPrice(tierId, currency);
        uint256 gained = _terms(tierId).units > before.units ? _terms(tierId).units - before.units : 0;
        bool sold = _reachesFloor(currency, cost, gained); // what is paid now: credit has no currency
        if (refusal.length != 0) return _requireRefused(refusal, gained, sold);
        _require(before.revocableAt == 0, "no change of tier under notice");
        _require(before.state != MembershipState.Lapsed && !_isOverdue(before, 0), "no change of tier once it is over");
        _follow(tokenId);
        _requireCounted(gained, sold);
        _require(price != 0 || gained == 0, "nobody goes up for nothing");
        _pay(tokenId, currency, cost);
        _requireWholePeriod(tokenId, currency == address(0) ? price : price / 2);
        if (gained != 0 && !sold) _done("change to what is free");
        _requireEqual(tokens[tokenId].tierId, tierId, "the tier that was bought");
        _requireEqual(tokens[tokenId].units, _terms(tierId).units, "the units of the tier that was bought");
        _done("change the tier");
    }

    /// @notice Anybody lapses what is expired, one or many with repetitions.
    function lapse(uint256 who, uint256 token, bool many) external action(token) {
        uint256[] memory ids = new uint256[](many ? 5 : 1);
        for (uint256 i = 0; i < ids.length; ++i) ids[i] = _token((token % 64) + i * (who % 3));
        bytes memory data = many
            ? abi.encodeCall(IBrandMembership.lapseBatch, (ids))
            : abi.encodeCall(IBrandMembership.lapse, (ids[0]));
        bool success = _try(_actor(who), address(membership), data);
        for (uint256 i = 0; i < ids.length; ++i) {
            GhostToken memory before = tokens[ids[i]];
            bool ripe = before.holder != address(0) && before.state != MembershipState.Lapsed;
            ripe = ripe && _isOverdue(before, _graceOf(before.tierId));
            if (!success) {
                _require(!ripe, "what is over its grace time can be lapsed");
                continue;
            }
            _follow(ids[i]);
            bool lapsed = tokens[ids[i]].state == MembershipState.Lapsed && before.state != MembershipState.Lapsed;
            _require(lapsed == ripe, "the expired lapse after their grace time, and nobody else");
            if (!lapsed) continue;
            _requireEqual(tokens[ids[i]].units, 0, "the lapsed have no units");
            _done("lapse");
        }
    }

    /// @notice The brand announces a revocation.
    function notice(uint256 token) external action(token) {
        uint256 tokenId = _token(token);
        bytes memory data = abi.encodeCall(IBrandMembership.noticeRevocation, (tokenId, DOCUMENT));
        if (!_try(brand, address(membership), data)) return;
        _follow(tokenId);
        _require(tokens[tokenId].revocableAt >= time + APPEAL_WINDOW, "a whole window to appeal");
        _done("notice");
    }

    /// @notice The brand takes a notice back.
    function withdraw(uint256 token) external action(token) {
        uint256 tokenId = _noticed(token);
        bytes memory data = abi.encodeCall(IBrandMembership.withdrawRevocation, (tokenId));
        if (!_try(brand, address(membership), data)) return;
        _follow(tokenId);
        _requireEqual(tokens[tokenId].revocableAt, 0, "a notice that was taken back is gone");
        _done("withdraw");
    }

    /// @notice Anybody ends a notice that was not carried out in time, also too early.
    function endNotice(uint256 token, uint256 who) external action(token) {
        uint256 tokenId = _noticed(token);
        uint256 revocableAt = tokens[tokenId].revocableAt;
        bool success = _try(_actor(who), address(membership), abi.encodeCall(IBrandMembership.endNotice, (tokenId)));
        bool over = revocableAt != 0 && time >= revocableAt + REVOCABLE_FOR;
        _require(success == over, "a notice ends when the brand let it pass, and not before");
        if (!success) return;
        _follow(tokenId);
        _requireEqual(tokens[tokenId].revocableAt, 0, "a notice that was ended is gone");
        _done("end a notice");
    }

    /// @notice The brand revokes, also too early.
    function revoke(uint256 token) external action(token) {
        uint256 tokenId = _noticed(token);
        uint256 revocableAt = tokens[tokenId].revocableAt;
        if (!_try(brand, address(membership), abi.encodeCall(IBrandMembership.revoke, (tokenId)))) return;
        _require(revocableAt != 0 && revocableAt <= time, "nothing is revoked before its window is over");
        _require(time < revocableAt + REVOCABLE_FOR, "nothing is revoked long after its window is over");
        _follow(tokenId);
        _require(tokens[tokenId].holder == address(0), "the revoked is gone");
        _done("revoke");
    }

    /// @notice A holder transfers a membership, also to oneself; sometimes somebody else tries.
    function transfer(uint256 token, uint256 to, uint256 who) external action(to) {
        uint256 tokenId = _token(token);
        address holder = tokens[tokenId].holder;
        address sender = who % 16 == 15 ? _actor(who) : holder;
        bool transferable = holder != address(0) && _terms(tokens[tokenId].tierId).transferable;
        bytes memory data = abi.encodeWithSignature(
            "transferFrom(address,address,uint256)",
            holder,
            _actor(to),
            tokenId
        );
        if (!_try(sender, address(membership), data)) return;
        _require(sender == holder, "the holder alone transfers");
        _require(transferable, "the soulbound stay");
        _require(tokens[tokenId].revocableAt == 0, "what is under notice stays");
        _follow(tokenId);
        _require(tokens[tokenId].holder == _actor(to), "it went where it was sent");
        _done("transfer");
    }

    /// @notice A holder gives a membership up; sometimes somebody else tries.
    function burn(uint256 token, uint256 who) external action(who) {
        uint256 tokenId = _token(token);
        address holder = tokens[tokenId].holder;
        address sender = who % 8 == 7 ? _actor(who) : holder;
        if (!_try(sender, address(membership), abi.encodeCall(IBrandMembership.burn, (tokenId)))) return;
        _require(sender == holder, "the holder alone burns");
        _follow(tokenId);
        _require(tokens[tokenId].holder == address(0), "the burnt is gone");
        _done("burn");
    }

    /// @notice Delegate to somebody, to oneself, or to nobody, which is oneself.
    function delegate(uint256 who, uint256 to) external action(to) {
        address delegatee = to % 8 == 7 ? address(0) : _actor(to);
        bool success = _try(_actor(who), address(membership), abi.encodeCall(IVotes.delegate, (delegatee)));
        bool may = _mayDelegate(_actor(who), delegatee);
        _require(success == may, "who is bound neither delegates nor is delegated to, and everybody else can");
        if (!success) return;
        _redelegate(_actor(who), delegatee);
        _done("delegate");
    }

    /// @notice Delegate by a signature, and try the last one again.
    function delegateBySig(uint256 who, uint256 to) external action(to) {
        address account = _actor(who);
        address delegatee = to % 8 == 7 ? address(0) : _actor(to);
        if (_lastDelegation.length != 0) {
            _require(!_try(account, address(membership), _lastDelegation), "a delegation by signature counts once");
        }
        uint256 nonce = membership.nonces(account);
        bytes32 document = keccak256(abi.encode(DELEGATION, delegatee, nonce, time));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            _keyOf(who % ACTORS),
            _digest(membership.name(), address(membership), document)
        );
        bytes memory data = abi.encodeCall(IVotes.delegateBySig, (delegatee, nonce, time, v, r, s));
        bool may = _mayDelegate(account, delegatee);
        if (!_try(_actor(to), address(membership), data)) return _require(!may, "everybody else can delegate");
        _require(may, "who is bound neither delegates by signature nor is delegated to");
        _lastDelegation = data;
        _redelegate(account, delegatee);
        _done("delegate by signature");
    }

    /// @dev What it counts with while it is not lapsed; 0 for one that does not exist.
    function _unitsOf(uint256 tokenId) private view returns (uint256) {
        uint16 tierId = tokens[tokenId].tierId;
        return tierId == 0 ? 0 : _terms(tierId).units;
    }

    /// @dev Nobody is kept from being their own delegate but by being bound, who is that already.
    function _mayDelegate(address account, address delegatee) private view returns (bool) {
        bool elsewhere = delegatee != address(0) && delegatee != account;
        return !isBound[account] && !(elsewhere && isBound[delegatee]);
    }

    /// @dev What is given away and begins at once is for the recipient to take.
    function _requireMayTake(uint16 tierId, bool sold, address payer, address recipient) private view {
        bool may = sold || payer == recipient || _terms(tierId).duration == 0;
        _require(may, "nobody starts the time of another's gift");
    }

    /// @dev Within the grace time it goes on where it ended, later it begins anew.
    /// @param sold Whether units that come back by it are paid for.
    function _requireRenewed(uint256 tokenId, uint256 periods, bool sold) private {
        GhostToken memory before = tokens[tokenId];
        bool anew = _isOverdue(before, _graceOf(before.tierId));
        _follow(tokenId);
        _requireEqual(
            tokens[tokenId].expiresAt,
            (anew ? time : before.expiresAt) + periods * _terms(before.tierId).duration,
            "a renewal gives whole periods"
        );
        _requireEqual(tokens[tokenId].units, _terms(tokens[tokenId].tierId).units, "a renewal restores all units");
        if (before.state != MembershipState.Lapsed) return;
        _requireReturned(tokens[tokenId].units, sold);
        _done("come back");
    }

    /// @dev The call that redeems a voucher, signed by the issuer or by somebody else.
    function _redemption(Voucher memory voucher, bool genuine) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(genuine ? ISSUER_KEY : _keyOf(2), drops.voucherDigest(voucher));
        return abi.encodeCall(IMembershipDrops.redeemVoucher, (voucher, issuer, abi.encodePacked(r, s, v)));
    }

    function _requireRedeemed(Voucher memory voucher, bool success, bytes memory answer) private {
        bool sold = _isSale(voucher.tierId, voucher.currency, voucher.price);
        uint256 units = _terms(voucher.tierId).units;
        if (!success) return _requireRefused(answer, units, sold);
        _requireIssued(abi.decode(answer, (uint256)), 1, voucher.tierId, voucher.recipient);
        _requireCounted(units, sold);
        _pay(issuedCount, voucher.currency, voucher.price);
    }

    /// @dev Somebody paid for a membership.
    function _pay(uint256 tokenId, address currency, uint256 cost) private {
        tokens[tokenId].paid += currency == address(0) ? cost : cost / 2;
    }

    /// @dev A change of tier gives a whole period at least, and no time that nobody paid for.
    /// @param price Of a period, in wei.
    function _requireWholePeriod(uint256 tokenId, uint256 price) private view {
        GhostToken memory ghost = tokens[tokenId];
        uint256 duration = _terms(ghost.tierId).duration;
        if (duration == 0) {
            _requireEqual(ghost.expiresAt, 0, "a lifetime has no end");
            return _require(ghost.paid >= price, "a lifetime that was changed into was paid for");
        }
        _require(ghost.expiresAt >= time + duration, "a change of tier gives a whole period");
        if (price == 0) return _requireEqual(ghost.expiresAt, time + duration, "what is free gives one period");
        _require(ghost.paid * duration >= price * (ghost.expiresAt - time), "time that was changed into was paid for");
    }

    /// @dev A membership under notice if there is one near.
    function _noticed(uint256 seed) private view returns (uint256 tokenId) {
        tokenId = _token(seed);
        for (uint256 i = 0; i < issuedCount && tokens[tokenId].revocableAt == 0; ++i) {
            tokenId = (tokenId % issuedCount) + 1;
        }
    }

    /// @dev What a buyer is short of afterwards is what the treasury must have got.
    function _buyAs(
        address buyer,
        address currency,
        uint256 cost,
        uint256 seed,
        bytes memory data
    ) private returns (bool success, bytes memory answer) {
        uint256 value = 0;
        if (currency == address(0)) {
            value = cost + (seed % 3 == 2 ? seed % 1 ether : 0);
            if (seed % 32 == 31) value = cost / 2;
        } else {
            coin.mint(buyer, cost);
            _try(buyer, address(coin), abi.encodeCall(coin.approve, (address(drops), cost)));
        }
        (uint256 etherBefore, uint256 coinsBefore) = (buyer.balance, coin.balanceOf(buyer));
        (success, answer) = _call(buyer, address(drops), value, data);
        if (!success) return (success, answer);
        _requireEqual(etherBefore - buyer.balance, currency == address(0) ? cost : 0, "a buyer pays the price, in wei");
        _requireEqual(
            coinsBefore - coin.balanceOf(buyer),
            currency == address(0) ? 0 : cost,
            "a buyer pays the price, in coins"
        );
        treasuryHas[currency] += cost;
    }
}
