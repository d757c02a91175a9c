// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Necto's provider registry
/// @notice What a buyer or a verifier must be able to read on chain: which listings exist, what they may cost at most, who may
/// speak for a provider, which accounts may broker for an external source, and which keys sign routing decisions.
///
/// Assumptions, which nothing here can enforce:
/// 1. A listing describes real hardware. The registry binds the description by its hash, not its truth.
/// 2. A provider's ERC-8004 agent id is a claim; whoever relies on it asks the identity registry who owns it.
/// 3. The owner registers only the agent keys and brokers that it runs or has checked. It can change nothing of a provider's.
interface IProviderRegistry {
    /// @notice Whether a listing can be booked.
    enum ListingStatus {
        None,
        Available,
        Reserved,
        Offline
    }

    /// @notice A listing as stored.
    /// @param ceilingRate token base units per hour for one unit, the most that a quote may ask
    /// @param version counts the edits of specs and ceiling, from 1
    /// @param specsHash keccak256 of the canonical specs, the pricing rule among them
    struct Listing {
        address provider;
        uint48 ceilingRate;
        uint32 version;
        ListingStatus status;
        bytes32 specsHash;
    }

    /// @notice A provider's signed price.
    /// @param rate token base units per hour for the whole job, for `units` units at most `units · ceilingRate`
    /// @param maxSecs longest job at this rate
    /// @param buyer who may use it, zero for anyone
    /// @param expiry last second at which it can be used
    /// @param nonce makes equal quotes different, and can be cancelled
    struct Quote {
        address provider;
        bytes32 listingId;
        uint32 listingVersion;
        uint16 units;
        uint48 rate;
        uint24 maxSecs;
        address buyer;
        uint40 expiry;
        uint256 nonce;
    }

    /// @notice The blocks in which an agent key signs validly: from `from` to `until`, both included; `until` 0 means still.
    struct KeyValidity {
        uint64 from;
        uint64 until;
    }

    /// @notice A listing was registered, Available, at version 1.
    event ListingRegistered(
        bytes32 indexed listingId,
        address indexed provider,
        uint48 ceilingRate,
        bytes32 specsHash,
        bytes32 salt
    );

    /// @notice A listing's specs and ceiling were edited: its version is one higher.
    event ListingUpdated(bytes32 indexed listingId, uint48 ceilingRate, bytes32 specsHash);

    /// @notice A listing's ceiling was edited: its version is one higher.
    event RateUpdated(bytes32 indexed listingId, uint48 ceilingRate);

    /// @notice A listing's status was set.
    event StatusSet(bytes32 indexed listingId, ListingStatus status);

    /// @notice A provider named the key that may edit its listings and sign its quotes; zero for none.
    event OperatorSet(address indexed provider, address indexed operator);

    /// @notice A provider voided one of its quote nonces.
    event QuoteCancelled(address indexed provider, uint256 nonce);

    /// @notice A provider claims an ERC-8004 agent id; zero for none.
    event AgentIdSet(address indexed provider, uint256 agentId);

    /// @notice An account may, or may no longer, broker for an external source.
    event BrokerSet(bytes32 indexed source, address indexed account, bool active);

    /// @notice A key signs routing decisions from this block on.
    event AgentKeyAdded(address indexed key, uint64 from);

    /// @notice A key's signatures count up to this block and no further.
    event AgentKeyRetired(address indexed key, uint64 until);

    /// @notice The caller may not act for this provider.
    error WrongCaller(address actual, address expected);

    /// @notice There is such a listing already.
    error ListingExists(bytes32 listingId);

    /// @notice There is no such listing.
    error UnknownListing(bytes32 listingId);

    /// @notice A status that a listing cannot be set to.
    error InvalidStatus(ListingStatus actual);

    /// @notice A ceiling of zero.
    error ZeroRate(bytes32 listingId);

    /// @notice A rate above what the listing allows.
    error RateAboveCeiling(uint256 actual, uint256 max);

    /// @notice The quote is for another version of the listing.
    error WrongVersion(uint256 actual, uint256 expected);

    /// @notice The listing cannot be booked now.
    error NotAvailable(bytes32 listingId, ListingStatus actual);

    /// @notice The quote has expired.
    error QuoteExpired(uint256 actual, uint256 latest);

    /// @notice The provider has voided this nonce.
    error QuoteIsCancelled(address provider, uint256 nonce);

    /// @notice The quote was not signed by its provider or the provider's operator.
    error InvalidQuoteSignature(address provider);

    /// @notice The quote names another provider than the listing.
    error WrongProvider(address actual, address expected);

    /// @notice A key can be added once only, so that its validity is one interval.
    error KeyExists(address key);

    /// @notice The key is not valid now.
    error KeyNotActive(address key);

    /// @notice An address that must not be zero.
    error ZeroAddress(bytes32 role);

    /// @notice Ownership cannot be given up, only handed over.
    error RenounceDisabled();

    /// @notice Registers a listing of the caller.
    /// @param salt makes the caller's listings different; the id is `listingIdOf(caller, salt)`
    function registerListing(bytes32 salt, uint48 ceilingRate, bytes32 specsHash) external returns (bytes32 listingId);

    /// @notice Edits specs and ceiling. Provider or operator.
    function updateListing(bytes32 listingId, uint48 ceilingRate, bytes32 specsHash) external;

    /// @notice Edits the ceiling. Provider or operator.
    function updateRate(bytes32 listingId, uint48 ceilingRate) external;

    /// @notice Sets Available, Reserved or Offline; not an edit, the version stays. Provider or operator.
    function setStatus(bytes32 listingId, ListingStatus status) external;

    /// @notice Names the caller's operator; zero for none.
    function setOperator(address operator) external;

    /// @notice Voids a quote nonce of the caller.
    function cancelQuote(uint256 nonce) external;

    /// @notice Claims an ERC-8004 agent id for the caller; zero for none.
    function setAgentId(uint256 agentId) external;

    /// @notice Allows or forbids an account to broker for an external source. Owner.
    function setBroker(bytes32 source, address account, bool active) external;

    /// @notice Adds a key that signs routing decisions, valid from this block on. Owner.
    function addAgentKey(address key) external;

    /// @notice Retires a key: valid up to this block. Owner.
    function retireAgentKey(address key) external;

    /// @notice Reverts unless the quote could be booked in this block: listing, version, status, ceiling, expiry, nonce, signature.
    function requireQuote(Quote calldata quote, bytes calldata signature) external view;

    /// @notice The EIP-712 digest that a provider signs.
    function quoteDigest(Quote calldata quote) external view returns (bytes32);

    /// @notice The id of a provider's listing with this salt in this registry on this chain.
    function listingIdOf(address provider, bytes32 salt) external view returns (bytes32);

    /// @notice A listing as stored; all zero if there is none.
    function listings(bytes32 listingId) external view returns (Listing memory);

    /// @notice A provider's operator.
    function operatorOf(address provider) external view returns (address);

    /// @notice A provider's claimed ERC-8004 agent id.
    function agentIdOf(address provider) external view returns (uint256);

    /// @notice Whether a provider has voided a quote nonce.
    function isQuoteCancelled(address provider, uint256 nonce) external view returns (bool);

    /// @notice Whether an account may broker for an external source.
    function isBroker(bytes32 source, address account) external view returns (bool);

    /// @notice The blocks in which a key is valid; `from` 0 means never added.
    function agentKeys(address key) external view returns (uint64 from, uint64 until);

    /// @notice Whether a signature of this key counts if it was made in this block.
    function isAgentKeyValid(address key, uint256 blockNumber) external view returns (bool);
}
