// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Pricing} from "../src/libraries/Pricing.sol";

/// @notice What the escrow's solvency rests on, for every rate, length and fee of the widths it stores. Proved, not tested:
/// `npm run smt`.
contract PricingLemmas {
    /// @notice A deposit covers whatever its seconds can earn.
    function depositCoversEarnings(uint48 rate, uint24 secs, uint24 used) external pure {
        require(used <= secs);
        assert(Pricing.earned(rate, used) <= Pricing.deposit(rate, secs));
    }

    /// @notice Rounding costs the buyer at most one base unit.
    function roundingIsAtMostOneUnit(uint48 rate, uint24 secs) external pure {
        assert(Pricing.deposit(rate, secs) <= Pricing.earned(rate, secs) + 1);
    }

    /// @notice Earnings never fall as time passes, so a later payment is never negative.
    function earningsGrow(uint48 rate, uint24 paid, uint24 used) external pure {
        require(paid <= used);
        assert(Pricing.earned(rate, paid) <= Pricing.earned(rate, used));
    }

    /// @notice The price of more time is never below the price of less.
    function depositsGrow(uint48 rate, uint24 secs, uint24 extra) external pure {
        assert(Pricing.deposit(rate, secs) <= Pricing.deposit(rate, uint256(secs) + extra));
    }

    /// @notice Half of what is disputed stays within it.
    function halfIsWithin(uint256 accepted, uint256 claimed) external pure {
        require(accepted <= claimed && claimed < 1 << 72);
        uint256 gross = accepted + (claimed - accepted) / 2;
        assert(accepted <= gross && gross <= claimed);
    }

    /// @notice A fee is never more than what it is taken from.
    function feeIsWithinGross(uint256 gross, uint16 feeBps) external pure {
        require(gross < 1 << 72 && feeBps <= 500);
        assert(Pricing.fee(gross, feeBps) <= gross);
    }
}
