// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";

/// @title ProviderRegistry
/// @notice See `IProviderRegistry` for what it does and what it assumes.
contract ProviderRegistry is IProviderRegistry, Ownable2Step, EIP712 {
    bytes32 private constant QUOTE_TYPEHASH = keccak256(
        "Quote(address provider,bytes32 listingId,uint32 listingVersion,uint16 units,uint48 rate,uint24 maxSecs,address buyer,uint40 expiry,uint256 nonce)"
    );

    /// @inheritdoc IProviderRegistry
    mapping(address provider => address operator) public override operatorOf;
    /// @inheritdoc IProviderRegistry
    mapping(address provider => uint256 agentId) public override agentIdOf;
    /// @inheritdoc IProviderRegistry
    mapping(address provider => mapping(uint256 nonce => bool cancelled)) public override isQuoteCancelled;
    /// @inheritdoc IProviderRegistry
    mapping(bytes32 source => mapping(address account => bool active)) public override isBroker;
    /// @inheritdoc IProviderRegistry
    mapping(address key => KeyValidity validity) public override agentKeys;
    mapping(bytes32 listingId => Listing listing) private _listings;

    constructor(address owner_) Ownable(owner_) EIP712("Necto ProviderRegistry", "1") {}

    // Listings

    /// @inheritdoc IProviderRegistry
    function registerListing(bytes32 salt, uint48 ceilingRate, bytes32 specsHash) external returns (bytes32 listingId) {
        listingId = _listingIdOf(msg.sender, salt);
        if (_listings[listingId].provider != address(0)) revert ListingExists(listingId);
        if (ceilingRate == 0) revert ZeroRate(listingId);

        _listings[listingId] = Listing(msg.sender, ceilingRate, 1, ListingStatus.Available, specsHash);
        emit ListingRegistered(listingId, msg.sender, ceilingRate, specsHash, salt);
    }

    /// @inheritdoc IProviderRegistry
    function updateListing(bytes32 listingId, uint48 ceilingRate, bytes32 specsHash) external {
        _edit(listingId, ceilingRate).specsHash = specsHash;
        emit ListingUpdated(listingId, ceilingRate, specsHash);
    }

    /// @inheritdoc IProviderRegistry
    function updateRate(bytes32 listingId, uint48 ceilingRate) external {
        _edit(listingId, ceilingRate);
        emit RateUpdated(listingId, ceilingRate);
    }

    /// @inheritdoc IProviderRegistry
    function setStatus(bytes32 listingId, ListingStatus status) external {
        Listing storage listing = _ownListing(listingId);
        if (status == ListingStatus.None) revert InvalidStatus(status);

        listing.status = status;
        emit StatusSet(listingId, status);
    }

    // Providers

    /// @inheritdoc IProviderRegistry
    function setOperator(address operator) external {
        operatorOf[msg.sender] = operator;
        emit OperatorSet(msg.sender, operator);
    }

    /// @inheritdoc IProviderRegistry
    function cancelQuote(uint256 nonce) external {
        isQuoteCancelled[msg.sender][nonce] = true;
        emit QuoteCancelled(msg.sender, nonce);
    }

    /// @inheritdoc IProviderRegistry
    function setAgentId(uint256 agentId) external {
        agentIdOf[msg.sender] = agentId;
        emit AgentIdSet(msg.sender, agentId);
    }

    // Owner

    /// @inheritdoc IProviderRegistry
    function setBroker(bytes32 source, address account, bool active) external onlyOwner {
        if (account == address(0)) revert ZeroAddress("broker");
        isBroker[source][account] = active;
        emit BrokerSet(source, account, active);
    }

    /// @inheritdoc IProviderRegistry
    function addAgentKey(address key) external onlyOwner {
        if (key == address(0)) revert ZeroAddress("key");
        if (agentKeys[key].from != 0) revert KeyExists(key);
        uint64 from = uint64(block.number);
        agentKeys[key].from = from;
        emit AgentKeyAdded(key, from);
    }

    /// @inheritdoc IProviderRegistry
    function retireAgentKey(address key) external onlyOwner {
        KeyValidity storage validity = agentKeys[key];
        if (validity.from == 0 || validity.until != 0) revert KeyNotActive(key);
        uint64 until = uint64(block.number);
        validity.until = until;
        emit AgentKeyRetired(key, until);
    }

    /// @notice Always reverts: without an owner no lost agent key could be retired.
    function renounceOwnership() public pure override {
        revert RenounceDisabled();
    }

    // Views

    /// @inheritdoc IProviderRegistry
    function requireQuote(Quote calldata quote, bytes calldata signature) external view {
        Listing memory listing = _listings[quote.listingId];
        if (listing.provider == address(0)) revert UnknownListing(quote.listingId);
        if (quote.provider != listing.provider) revert WrongProvider(quote.provider, listing.provider);
        if (quote.listingVersion != listing.version) revert WrongVersion(quote.listingVersion, listing.version);
        if (listing.status != ListingStatus.Available) revert NotAvailable(quote.listingId, listing.status);
        uint256 max = uint256(listing.ceilingRate) * quote.units;
        if (quote.rate > max) revert RateAboveCeiling(quote.rate, max);
        if (block.timestamp > quote.expiry) revert QuoteExpired(block.timestamp, quote.expiry);
        if (isQuoteCancelled[quote.provider][quote.nonce]) revert QuoteIsCancelled(quote.provider, quote.nonce);
        _requireSignature(quote.provider, _quoteDigest(quote), signature);
    }

    /// @inheritdoc IProviderRegistry
    function quoteDigest(Quote calldata quote) external view returns (bytes32) {
        return _quoteDigest(quote);
    }

    /// @inheritdoc IProviderRegistry
    function listingIdOf(address provider, bytes32 salt) external view returns (bytes32) {
        return _listingIdOf(provider, salt);
    }

    /// @inheritdoc IProviderRegistry
    function listings(bytes32 listingId) external view returns (Listing memory) {
        return _listings[listingId];
    }

    /// @inheritdoc IProviderRegistry
    function isAgentKeyValid(address key, uint256 blockNumber) external view returns (bool) {
        KeyValidity memory validity = agentKeys[key];
        if (validity.from == 0 || blockNumber < validity.from) return false;
        return validity.until == 0 || blockNumber <= validity.until;
    }

    // Inside

    function _listingIdOf(address provider, bytes32 salt) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), provider, salt));
    }

    function _quoteDigest(Quote calldata quote) private view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(QUOTE_TYPEHASH, quote)));
    }

    function _ownListing(bytes32 listingId) private view returns (Listing storage listing) {
        listing = _listings[listingId];
        address provider = listing.provider;
        if (provider == address(0)) revert UnknownListing(listingId);
        if (msg.sender != provider && msg.sender != operatorOf[provider]) revert WrongCaller(msg.sender, provider);
    }

    function _edit(bytes32 listingId, uint48 ceilingRate) private returns (Listing storage listing) {
        listing = _ownListing(listingId);
        if (ceilingRate == 0) revert ZeroRate(listingId);
        uint32 version = listing.version + 1;
        listing.version = version;
        listing.ceilingRate = ceilingRate;
    }

    function _requireSignature(address provider, bytes32 digest, bytes calldata signature) private view {
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && (signer == provider || signer == operatorOf[provider])) return;
        if (!SignatureChecker.isValidERC1271SignatureNowCalldata(provider, digest, signature)) {
            revert InvalidQuoteSignature(provider);
        }
    }
}
