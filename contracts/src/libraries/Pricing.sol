// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Pricing of metered time
/// @notice Every amount of a job is one of these three functions of its hourly rate. All amounts are cumulative from the
/// start of the job, so that however a payout is cut into parts, the parts add up to the same total.
/// @dev Inputs are at most 48, 24 and 16 bits wide, so no product leaves 72 + 16 bits and nothing can overflow.
library Pricing {
    uint256 internal constant SECONDS_PER_HOUR = 3600;
    uint256 internal constant BPS = 10_000;

    /// @notice What the buyer puts into escrow for a number of seconds, rounded up.
    function deposit(uint256 ratePerHour, uint256 secs) internal pure returns (uint256) {
        return (ratePerHour * secs + SECONDS_PER_HOUR - 1) / SECONDS_PER_HOUR;
    }

    /// @notice What a number of seconds has earned, before the fee, rounded down.
    function earned(uint256 ratePerHour, uint256 secs) internal pure returns (uint256) {
        return (ratePerHour * secs) / SECONDS_PER_HOUR;
    }

    /// @notice The fee on earnings, rounded down.
    function fee(uint256 gross, uint256 feeBps) internal pure returns (uint256) {
        return (gross * feeBps) / BPS;
    }
}
