// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title SandboxMarket
/// @notice A development stand-in for the market of 0G Storage: it says what a sector costs, and keeps what it is paid. For local
/// chains only; nobody can take the money out.
contract SandboxMarket {
    /// @notice Price of a sector of 256 bytes in wei.
    uint256 public immutable pricePerSector;

    /// @notice A market with one price for good; 30,733,644,962 wei is what 0G's turbo networks ask (observed 2026-09).
    constructor(uint256 pricePerSector_) {
        pricePerSector = pricePerSector_;
    }

    /// @notice Takes a fee.
    receive() external payable {}
}
