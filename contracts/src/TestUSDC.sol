// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IUsdc} from "./interfaces/IUsdc.sol";

/// @title TestUSDC
/// @notice A test token for sandbox and testnet that behaves like Circle's FiatToken 2.2: six decimals, EIP-2612 and EIP-3009 with
/// both forms of signature, a blocked bit in the balance's slot, a pause, a domain computed live, an allowance that is written
/// at every `transferFrom`. Anyone may mint; only the owner may block and pause. It has no value.
/// @dev State is laid out and read like the original's, behind a proxy or not, so that gas measured with it means the same.
contract TestUSDC is IUsdc {
    /// @notice EIP-712 type of `permit`.
    bytes32 public constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );
    /// @notice EIP-712 type of `transferWithAuthorization`.
    bytes32 public constant TRANSFER_WITH_AUTHORIZATION_TYPEHASH = keccak256(
        "TransferWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    /// @notice EIP-712 type of `receiveWithAuthorization`.
    bytes32 public constant RECEIVE_WITH_AUTHORIZATION_TYPEHASH = keccak256(
        "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    );
    /// @notice EIP-712 type of `cancelAuthorization`.
    bytes32 public constant CANCEL_AUTHORIZATION_TYPEHASH = keccak256(
        "CancelAuthorization(address authorizer,bytes32 nonce)"
    );

    bytes32 private constant DOMAIN_TYPEHASH = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
    );
    uint256 private constant BLOCKED = 1 << 255;

    /// @notice Who may block accounts and pause.
    address public owner;
    /// @notice True while nothing moves.
    bool public paused;
    /// @inheritdoc IERC20Metadata
    string public name;
    mapping(address account => uint256 balanceAndBlock) private _balances;
    mapping(address owner_ => mapping(address spender => uint256 amount)) private _allowances;
    /// @inheritdoc IERC20
    uint256 public totalSupply;
    /// @notice Next EIP-2612 nonce of an account.
    mapping(address account => uint256 nonce) public nonces;
    /// @notice Whether an EIP-3009 nonce is used or cancelled.
    mapping(address authorizer => mapping(bytes32 nonce => bool used)) public authorizationState;

    /// @notice EIP-3009: an authorization was used.
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);
    /// @notice EIP-3009: an authorization was cancelled.
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);
    /// @notice An account was blocked.
    event Blacklisted(address indexed account);
    /// @notice An account was unblocked.
    event UnBlacklisted(address indexed account);
    /// @notice Nothing moves from now on.
    event Pause();
    /// @notice Everything moves again.
    event Unpause();

    /// @notice The caller is not the owner.
    error NotOwner(address actual, address expected);
    /// @notice The token was set up before.
    error AlreadyInitialized(address owner);
    /// @notice The token is paused.
    error IsPaused();
    /// @notice The account is blocked.
    error AccountIsBlacklisted(address account);
    /// @notice The zero address cannot take part.
    error ZeroAccount();
    /// @notice Less than is asked for.
    error BalanceTooLow(address account, uint256 actual, uint256 needed);
    /// @notice Less allowed than is asked for.
    error AllowanceTooLow(address spender, uint256 actual, uint256 needed);
    /// @notice The signature can no longer be used.
    error SignatureExpired(uint256 actual, uint256 latest);
    /// @notice The signature cannot be used yet.
    error SignatureNotYetValid(uint256 actual, uint256 earliest);
    /// @notice The authorization was used or cancelled.
    error AuthorizationUsedOrCanceled(address authorizer, bytes32 nonce);
    /// @notice Not the account's signature.
    error InvalidSignature(address signer);
    /// @notice Only the payee may use a receive authorization.
    error CallerNotPayee(address actual, address expected);
    /// @notice Above the largest balance.
    error BalanceTooHigh(address account, uint256 actual);

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(msg.sender, owner);
        _;
    }

    modifier whenNotPaused() {
        if (paused) revert IsPaused();
        _;
    }

    modifier notBlacklisted(address account) {
        if (isBlacklisted(account)) revert AccountIsBlacklisted(account);
        _;
    }

    constructor(address owner_) {
        initialize(owner_);
    }

    /// @notice Sets the token up, once: by the constructor, or by a proxy in its own storage.
    function initialize(address owner_) public {
        if (owner != address(0)) revert AlreadyInitialized(owner);
        if (owner_ == address(0)) revert ZeroAccount();
        owner = owner_;
        name = "Test USDC";
    }

    // ERC-20

    /// @inheritdoc IERC20
    function transfer(
        address to,
        uint256 value
    ) external whenNotPaused notBlacklisted(msg.sender) notBlacklisted(to) returns (bool) {
        _transfer(msg.sender, to, value);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(
        address from,
        address to,
        uint256 value
    ) external whenNotPaused notBlacklisted(msg.sender) notBlacklisted(from) notBlacklisted(to) returns (bool) {
        uint256 allowed = _allowances[from][msg.sender];
        if (value > allowed) revert AllowanceTooLow(msg.sender, allowed, value);
        _transfer(from, to, value);
        _allowances[from][msg.sender] = allowed - value;
        return true;
    }

    /// @inheritdoc IERC20
    function approve(address spender, uint256 value) external whenNotPaused returns (bool) {
        _approve(msg.sender, spender, value);
        return true;
    }

    // EIP-2612

    /// @inheritdoc IUsdc
    function permit(
        address owner_,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external whenNotPaused {
        _permit(owner_, spender, value, deadline, abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IUsdc
    function permit(
        address owner_,
        address spender,
        uint256 value,
        uint256 deadline,
        bytes memory signature
    ) external whenNotPaused {
        _permit(owner_, spender, value, deadline, signature);
    }

    // EIP-3009

    /// @notice EIP-3009: moves `value` from `from` to `to` by `from`'s signature. Anyone may submit it.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) external whenNotPaused notBlacklisted(from) notBlacklisted(to) {
        _useAuthorization(
            TRANSFER_WITH_AUTHORIZATION_TYPEHASH,
            Authorization(from, to, value, validAfter, validBefore, nonce),
            signature
        );
        _transfer(from, to, value);
    }

    /// @inheritdoc IUsdc
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
    ) external whenNotPaused notBlacklisted(from) notBlacklisted(to) {
        _receive(Authorization(from, to, value, validAfter, validBefore, nonce), abi.encodePacked(r, s, v));
    }

    /// @inheritdoc IUsdc
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes memory signature
    ) external whenNotPaused notBlacklisted(from) notBlacklisted(to) {
        _receive(Authorization(from, to, value, validAfter, validBefore, nonce), signature);
    }

    /// @notice EIP-3009: voids an authorization by its author's signature.
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes memory signature) external whenNotPaused {
        _requireUnused(authorizer, nonce);
        _requireSignature(
            authorizer,
            keccak256(abi.encode(CANCEL_AUTHORIZATION_TYPEHASH, authorizer, nonce)),
            signature
        );
        authorizationState[authorizer][nonce] = true;
        emit AuthorizationCanceled(authorizer, nonce);
    }

    // Switches

    /// @notice Makes tokens from nothing. Anyone.
    function mint(address to, uint256 value) external whenNotPaused notBlacklisted(to) {
        if (to == address(0)) revert ZeroAccount();
        totalSupply += value;
        _setBalance(to, balanceOf(to) + value);
        emit Transfer(address(0), to, value);
    }

    /// @notice Blocks an account: it can neither send nor receive. Owner.
    function blacklist(address account) external onlyOwner {
        _balances[account] |= BLOCKED;
        emit Blacklisted(account);
    }

    /// @notice Unblocks an account. Owner.
    function unBlacklist(address account) external onlyOwner {
        _balances[account] &= ~BLOCKED;
        emit UnBlacklisted(account);
    }

    /// @notice Stops everything. Owner.
    function pause() external onlyOwner {
        paused = true;
        emit Pause();
    }

    /// @notice Lets everything go on. Owner.
    function unpause() external onlyOwner {
        paused = false;
        emit Unpause();
    }

    // Views

    /// @inheritdoc IERC20Metadata
    function symbol() external pure returns (string memory) {
        return "tUSDC";
    }

    /// @inheritdoc IERC20Metadata
    function decimals() external pure returns (uint8) {
        return 6;
    }

    /// @notice Version in the EIP-712 domain.
    function version() external pure returns (string memory) {
        return "2";
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) public view returns (uint256) {
        return _balances[account] & ~BLOCKED;
    }

    /// @inheritdoc IERC20
    function allowance(address owner_, address spender) external view returns (uint256) {
        return _allowances[owner_][spender];
    }

    /// @notice True for a blocked account.
    function isBlacklisted(address account) public view returns (bool) {
        return _balances[account] & BLOCKED != 0;
    }

    /// @notice EIP-712 domain separator, computed at each call.
    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return
            keccak256(
                abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256("2"), block.chainid, address(this))
            );
    }

    // Inside

    struct Authorization {
        address from;
        address to;
        uint256 value;
        uint256 validAfter;
        uint256 validBefore;
        bytes32 nonce;
    }

    function _receive(Authorization memory authorization, bytes memory signature) private {
        if (msg.sender != authorization.to) revert CallerNotPayee(msg.sender, authorization.to);
        _useAuthorization(RECEIVE_WITH_AUTHORIZATION_TYPEHASH, authorization, signature);
        _transfer(authorization.from, authorization.to, authorization.value);
    }

    function _useAuthorization(bytes32 typehash, Authorization memory authorization, bytes memory signature) private {
        address from = authorization.from;
        if (block.timestamp <= authorization.validAfter) {
            revert SignatureNotYetValid(block.timestamp, authorization.validAfter + 1);
        }
        if (block.timestamp >= authorization.validBefore) {
            revert SignatureExpired(block.timestamp, authorization.validBefore);
        }
        _requireUnused(from, authorization.nonce);
        _requireSignature(from, keccak256(abi.encode(typehash, authorization)), signature);
        authorizationState[from][authorization.nonce] = true;
        emit AuthorizationUsed(from, authorization.nonce);
    }

    function _permit(address owner_, address spender, uint256 value, uint256 deadline, bytes memory signature) private {
        if (block.timestamp > deadline) revert SignatureExpired(block.timestamp, deadline);
        bytes32 hash = keccak256(abi.encode(PERMIT_TYPEHASH, owner_, spender, value, nonces[owner_]++, deadline));
        _requireSignature(owner_, hash, signature);
        _approve(owner_, spender, value);
    }

    function _requireUnused(address authorizer, bytes32 nonce) private view {
        if (authorizationState[authorizer][nonce]) revert AuthorizationUsedOrCanceled(authorizer, nonce);
    }

    function _requireSignature(address signer, bytes32 hash, bytes memory signature) private view {
        bytes32 digest = keccak256(abi.encodePacked("\x19\x01", DOMAIN_SEPARATOR(), hash));
        if (!SignatureChecker.isValidSignatureNow(signer, digest, signature)) revert InvalidSignature(signer);
    }

    function _approve(address owner_, address spender, uint256 value) private {
        if (owner_ == address(0) || spender == address(0)) revert ZeroAccount();
        _allowances[owner_][spender] = value;
        emit Approval(owner_, spender, value);
    }

    function _transfer(address from, address to, uint256 value) private {
        if (from == address(0) || to == address(0)) revert ZeroAccount();
        uint256 balance = balanceOf(from);
        if (value > balance) revert BalanceTooLow(from, balance, value);
        _setBalance(from, balance - value);
        _setBalance(to, balanceOf(to) + value);
        emit Transfer(from, to, value);
    }

    /// @dev Called for accounts that are not blocked only, so the bit may be written as zero.
    function _setBalance(address account, uint256 balance) private {
        if (balance >= BLOCKED) revert BalanceTooHigh(account, balance);
        _balances[account] = balance;
    }
}
