// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {IERC5805} from "@openzeppelin/contracts/interfaces/IERC5805.sol";

/// @title Votes of memberships
/// @notice ERC-5805 on a timestamp clock (ERC-6372). Everyone is their own delegate until they choose another;
/// delegating to the zero address means back to oneself, so that no vote is ever burnt (Nouns #110).
interface IMembershipVotes is IERC5805 {
    /// @dev Same error as OpenZeppelin's Votes, so that tools know it.
    error ERC5805FutureLookup(uint256 timepoint, uint48 clock);

    /// @notice The account is its own delegate from now on, until its votes are released.
    /// @param account Whose votes cannot be passed on.
    event VotesBound(address indexed account);
    /// @notice The account chooses its delegate again.
    /// @param account Whose votes were bound.
    event VotesReleased(address indexed account);

    error MembershipVotes_Bound(address account);
    /// @notice Votes cannot be passed on to a bound account; those it had before it was bound stay with it.
    error MembershipVotes_DelegateeBound(address delegatee);

    /// @notice Make an account its own delegate, and keep it so: its votes cannot be passed on. Only the admin of BrandAccess,
    /// for accounts that take no part in proposals.
    function bindVotes(address account) external;

    /// @notice Let a bound account choose its delegate again. Only the admin of BrandAccess.
    function releaseVotes(address account) external;

    /// @notice Whether the account's votes are bound.
    function votesBound(address account) external view returns (bool);

    /// @notice Member number of an account: order in which accounts first held a membership or were delegated to. 0 for
    /// none. No event reports it: it is the account's place among the first recipients of `Transfer` and accounts of
    /// `DelegateVotesChanged`, in log order.
    function memberNumberOf(address account) external view returns (uint32);

    /// @notice How many accounts have a member number.
    function memberCount() external view returns (uint32);

    /// @notice Units the account holds itself, whomever it delegates to.
    function heldUnits(address account) external view returns (uint256);

    /// @notice Units of all memberships now.
    function totalUnits() external view returns (uint256);

    /// @notice What a ballot needs, in one call.
    /// @param timepoint Unix seconds, in the past.
    /// @return number Member number, 0 if the account never had votes.
    /// @return units Votes at `timepoint`, delegations in and out counted.
    function ballotPower(address account, uint256 timepoint) external view returns (uint32 number, uint256 units);

    /// @notice What many ballots need, in one call.
    /// @return powers For each account its units at `timepoint` above 32 bits of its member number.
    function ballotPowers(address[] calldata accounts, uint256 timepoint) external view returns (uint256[] memory powers);
}
