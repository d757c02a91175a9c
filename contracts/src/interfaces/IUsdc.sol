// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";

/// @title The part of a USDC-like token that the escrow can use
/// @notice ERC-20 with EIP-2612 and, where the token has it, EIP-3009. Both exist in two forms: `(v, r, s)` in every version,
/// and `bytes` (which also takes ERC-1271 signatures) in FiatToken 2.2 and later.
interface IUsdc is IERC20Metadata {
    /// @notice EIP-2612: sets `spender`'s allowance by `owner`'s signature.
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice As above, for signatures of any form.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes memory signature) external;

    /// @notice EIP-3009: moves `value` from `from` to the caller, who must be `to`, by `from`'s signature.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice As above, for signatures of any form.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) external;
}
