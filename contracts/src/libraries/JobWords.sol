// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../interfaces/INectoEscrow.sol";

/// @notice The word of a job that moves: buyer 160 | status 3 | reason 3 | rated 1 | unused 1 | since 40 | paidSecs 24 | usedSecs 24,
/// lowest bits first. It holds all that any transition changes except the length, so each transition writes one slot.
type Meter is uint256;

/// @notice The word of a job that rests: provider 160 | rate 48 | secs 24 | feeBps 16 | unused 8, lowest bits first.
type Price is uint256;

using {Meters.buyer, Meters.has, Meters.status, Meters.reason, Meters.isRated, Meters.since} for Meter global;
using {Meters.paidSecs, Meters.usedSecs, Meters.to, Meters.withPaid, Meters.withRated} for Meter global;
using {Prices.provider, Prices.rate, Prices.secs, Prices.feeBps, Prices.withSecs} for Price global;

/// @title Packing of the moving word
library Meters {
    uint256 private constant STATUS_AT = 160;
    uint256 private constant REASON_AT = 163;
    uint256 private constant RATED_AT = 166;
    uint256 private constant SINCE_AT = 168;
    uint256 private constant PAID_AT = 208;
    uint256 private constant USED_AT = 232;
    uint256 private constant THREE_BITS = 0x7;
    uint256 private constant UINT24 = 0xffffff;
    uint256 private constant UINT40 = 0xffffffffff;

    /// @notice A new job's word.
    function pack(address buyer_, INectoEscrow.Status status_, uint256 since_) internal pure returns (Meter) {
        return Meter.wrap(uint160(buyer_) | (uint256(status_) << STATUS_AT) | (since_ << SINCE_AT));
    }

    /// @notice The word after a transition now: same buyer, not rated.
    function to(
        Meter self,
        INectoEscrow.Status status_,
        INectoEscrow.CloseReason reason_,
        uint256 paidSecs_,
        uint256 usedSecs_
    ) internal view returns (Meter) {
        return
            Meter.wrap(
                uint160(Meter.unwrap(self)) |
                    (uint256(status_) << STATUS_AT) |
                    (uint256(reason_) << REASON_AT) |
                    (block.timestamp << SINCE_AT) |
                    (paidSecs_ << PAID_AT) |
                    (usedSecs_ << USED_AT)
            );
    }

    /// @notice The word with another number of paid seconds.
    function withPaid(Meter self, uint256 paidSecs_) internal pure returns (Meter) {
        return Meter.wrap((Meter.unwrap(self) & ~(UINT24 << PAID_AT)) | (paidSecs_ << PAID_AT));
    }

    /// @notice The word with the rated bit set.
    function withRated(Meter self) internal pure returns (Meter) {
        return Meter.wrap(Meter.unwrap(self) | (1 << RATED_AT));
    }

    /// @notice Who pays.
    function buyer(Meter self) internal pure returns (address) {
        return address(uint160(Meter.unwrap(self)));
    }

    /// @notice True in this status.
    function has(Meter self, INectoEscrow.Status status_) internal pure returns (bool) {
        return (Meter.unwrap(self) >> STATUS_AT) & THREE_BITS == uint256(status_);
    }

    /// @notice Where the job stands.
    function status(Meter self) internal pure returns (INectoEscrow.Status) {
        return INectoEscrow.Status((Meter.unwrap(self) >> STATUS_AT) & THREE_BITS);
    }

    /// @notice Why a closed job was closed.
    function reason(Meter self) internal pure returns (INectoEscrow.CloseReason) {
        return INectoEscrow.CloseReason((Meter.unwrap(self) >> REASON_AT) & THREE_BITS);
    }

    /// @notice True once the buyer has rated the job.
    function isRated(Meter self) internal pure returns (bool) {
        return (Meter.unwrap(self) >> RATED_AT) & 1 == 1;
    }

    /// @notice When the job entered its status (funded, started, ended, disputed or closed at), Unix seconds.
    function since(Meter self) internal pure returns (uint256) {
        return (Meter.unwrap(self) >> SINCE_AT) & UINT40;
    }

    /// @notice Seconds already paid to the provider.
    function paidSecs(Meter self) internal pure returns (uint256) {
        return (Meter.unwrap(self) >> PAID_AT) & UINT24;
    }

    /// @notice Seconds claimed when the job ended; 0 before.
    function usedSecs(Meter self) internal pure returns (uint256) {
        return Meter.unwrap(self) >> USED_AT;
    }
}

/// @title Packing of the resting word
library Prices {
    uint256 private constant RATE_AT = 160;
    uint256 private constant SECS_AT = 208;
    uint256 private constant FEE_AT = 232;
    uint256 private constant UINT24 = 0xffffff;
    uint256 private constant UINT48 = 0xffffffffffff;

    /// @notice A new job's word.
    function pack(address provider_, uint256 rate_, uint256 secs_, uint256 feeBps_) internal pure returns (Price) {
        return Price.wrap(uint160(provider_) | (rate_ << RATE_AT) | (secs_ << SECS_AT) | (feeBps_ << FEE_AT));
    }

    /// @notice The word with another length.
    function withSecs(Price self, uint256 secs_) internal pure returns (Price) {
        return Price.wrap((Price.unwrap(self) & ~(UINT24 << SECS_AT)) | (secs_ << SECS_AT));
    }

    /// @notice Who supplies the hardware.
    function provider(Price self) internal pure returns (address) {
        return address(uint160(Price.unwrap(self)));
    }

    /// @notice Token base units per hour for the whole job.
    function rate(Price self) internal pure returns (uint256) {
        return (Price.unwrap(self) >> RATE_AT) & UINT48;
    }

    /// @notice Seconds paid for in advance.
    function secs(Price self) internal pure returns (uint256) {
        return (Price.unwrap(self) >> SECS_AT) & UINT24;
    }

    /// @notice Fee in basis points, fixed when the job was opened.
    function feeBps(Price self) internal pure returns (uint256) {
        return Price.unwrap(self) >> FEE_AT;
    }
}
