// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @notice A plain bridged USDC: EIP-2612 by key signatures only, no EIP-3009, no switches, endless allowances are not written.
contract PlainUsdc is ERC20Permit {
    constructor() ERC20("USDC.e", "USDC.e") ERC20Permit("USDC.e") {}

    function mint(address to, uint256 value) external {
        _mint(to, value);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
