// SPDX-License-Identifier: MIT
pragma solidity 0.8.28;

import {Base64} from "solady/src/utils/Base64.sol";
import {LibString} from "solady/src/utils/LibString.sol";

import {IBrandMembership, Membership, MembershipState, TierTerms} from "../interfaces/IBrandMembership.sol";
import {IERC721Metadata} from "@openzeppelin/contracts/interfaces/IERC721Metadata.sol";
import {IMembershipRenderer} from "../interfaces/IMembershipRenderer.sol";
import {IMembershipVotes} from "../interfaces/IMembershipVotes.sol";

// JSON is full of double quotes; escaping them all would hide it.
// solhint-disable quotes

/// @title Metadata of memberships, written on chain
/// @notice Name, image on IPFS and traits as they are now, so that no server and no pinning of a file per membership stands
/// between a wallet and what it shows.
contract MembershipRenderer is IMembershipRenderer {
    using LibString for string;
    using LibString for uint256;

    /// @inheritdoc IMembershipRenderer
    function tokenURI(address membership, uint256 tokenId) external view returns (string memory) {
        Membership memory token = IBrandMembership(membership).membershipOf(tokenId);
        // How many memberships of the tier were issued is not a trait of one of them.
        // slither-disable-next-line unused-return
        (TierTerms memory terms, , string memory uri, string memory imageURI) = IBrandMembership(membership).tier(
            token.tierId
        );
        bytes memory json = abi.encodePacked(
            '{"name":"',
            terms.name.escapeJSON(),
            " #",
            tokenId.toString(),
            '","description":"',
            string.concat("Membership of ", IERC721Metadata(membership).name()).escapeJSON(),
            '","image":"',
            imageURI.escapeJSON(),
            '","properties":{"document":"',
            uri.escapeJSON(),
            '"},"attributes":[',
            _traits(token, terms.name, IMembershipVotes(membership).memberNumberOf(token.holder)),
            "]}"
        );
        return string.concat("data:application/json;base64,", Base64.encode(json));
    }

    function _traits(
        Membership memory token,
        string memory tierName,
        uint256 memberNumber
    ) private pure returns (string memory traits) {
        traits = string.concat(
            _text("Tier", tierName.escapeJSON()),
            ",",
            _text("State", _state(token)),
            ",",
            _number("Units", token.units, "number"),
            ",",
            _number("Member number", memberNumber, "number"),
            ",",
            _number("Member since", token.acquiredAt, "date")
        );
        if (token.expiresAt != 0) traits = string.concat(traits, ",", _number("Expires", token.expiresAt, "date"));
    }

    function _text(string memory trait, string memory value) private pure returns (string memory) {
        return string.concat('{"trait_type":"', trait, '","value":"', value, '"}');
    }

    function _number(
        string memory trait,
        uint256 value,
        string memory displayType
    ) private pure returns (string memory) {
        return
            string.concat(
                '{"trait_type":"',
                trait,
                '","display_type":"',
                displayType,
                '","value":',
                value.toString(),
                "}"
            );
    }

    function _state(Membership memory token) private pure returns (string memory) {
        if (token.state == MembershipState.Lapsed) return "Lapsed";
        if (token.state == MembershipState.Expired) return "Expired";
        return token.revocableAt == 0 ? "Active" : "Under notice";
    }
}
