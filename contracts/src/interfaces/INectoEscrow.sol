// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Necto's job registry and escrow
/// @notice One contract is both the registry of rented jobs and the escrow of their payment, in one pinned USDC-like token.
/// A buyer deposits the price of the whole time, the provider is paid pro rata per second, the rest goes back.
///
/// Status: None → Funded → Active → Ended → Closed, with Disputed between Ended (or Active) and Closed.
///
/// Assumptions, which nothing here can enforce:
/// 1. The token moves exactly the amount asked (no fee on transfer), never changes balances by itself (no rebasing) and has six
///    decimals. It is pinned at deployment; an upgrade of the token that breaks this breaks the escrow.
/// 2. The token may pause and may block accounts. A payout that fails becomes a credit; if the escrow itself is blocked, all
///    funds wait until it is released. New versions are new deployments, so that one block does not reach all jobs.
/// 3. Block times are those of an honest sequencer: at most a few seconds off, and an outage is shorter than `disputeWindow`.
/// 4. The arbiter is honest or absent: it can only split one disputed job between its own two parties, and loses even that
///    to `resolveByTimeout` when it is silent.
/// 5. A creditor may send its credit to any address, so that a blocked account is not the end of its money. The token's own
///    rules still apply to that address.
/// 6. Tokens sent here without a job belong to nobody and stay: the sum of all claims is not kept on chain (it would cost every
///    job two more writes), so nothing could be paid out of the excess safely.
interface INectoEscrow {
    /// @notice Where a job stands.
    enum Status {
        None,
        Funded,
        Active,
        Ended,
        Disputed,
        Closed
    }

    /// @notice Why a job was closed: by the buyer before the start, by the provider before the start, by anyone after the
    /// start window, paid for its seconds, split by the arbiter, or split in half because the arbiter was silent.
    enum CloseReason {
        None,
        Cancelled,
        Declined,
        NoShow,
        Paid,
        Resolved,
        Halved
    }

    /// @notice How `openAndStart` pulls the deposit.
    enum PaymentMethod {
        Allowance,
        Permit,
        Authorization,
        Permit2
    }

    /// @notice All that the two parties agree on. Its hash, with chain and escrow, is the job id.
    /// @param buyer pays, and gets what is not used
    /// @param provider supplies the hardware, and gets paid
    /// @param salt makes equal terms different jobs
    /// @param listingId the provider's listing, zero if there is none; bound by the job id and the event only
    /// @param listingVersion the listing's version that the buyer saw
    /// @param secs seconds paid for in advance
    /// @param feeBps the fee that the buyer agrees to; must be the fee in force when opening
    /// @param rate token base units per hour for the whole job
    /// @param root 0G Merkle root of the routing decision
    /// @param mode commitment to the tracked identity, or zero for an untracked job
    struct Terms {
        address buyer;
        address provider;
        bytes32 salt;
        bytes32 listingId;
        uint32 listingVersion;
        uint24 secs;
        uint16 feeBps;
        uint48 rate;
        bytes32 root;
        bytes32 mode;
    }

    /// @notice A provider's consent to start a job at once. It can be used once only, since a job id can be opened once only.
    /// @param expiry last second at which it can be used; keep it minutes away
    /// @param signature EIP-712 signature of `Acceptance(bytes32 jobId,uint256 expiry)` by the provider or its operator
    struct Acceptance {
        uint256 expiry;
        bytes signature;
    }

    /// @notice How the deposit of `openAndStart` is paid.
    /// @param method which of the four ways; the other fields are those of the function of that way, zero where it has none
    struct Payment {
        PaymentMethod method;
        uint256 nonce;
        uint256 validAfter;
        uint256 deadline;
        bytes signature;
    }

    /// @notice A job as stored.
    /// @param since when it entered its status, Unix seconds
    /// @param paidSecs seconds already paid to the provider
    /// @param usedSecs seconds claimed at the end, final once closed
    struct Job {
        address buyer;
        address provider;
        Status status;
        CloseReason reason;
        bool rated;
        uint48 rate;
        uint24 secs;
        uint16 feeBps;
        uint40 since;
        uint24 paidSecs;
        uint24 usedSecs;
        bytes32 root;
    }

    /// @notice What the constructor fixes or starts from.
    /// @param startWindow seconds a provider has to start a funded job
    /// @param disputeWindow seconds a buyer has to dispute an ended job
    /// @param arbiterWindow seconds an arbiter has to resolve a disputed job
    struct Setup {
        address token;
        address permit2;
        address arbiter;
        address owner;
        address guardian;
        address treasury;
        uint16 feeBps;
        uint32 startWindow;
        uint32 disputeWindow;
        uint32 arbiterWindow;
    }

    /// @notice What was fixed at deployment.
    struct Fixed {
        address token;
        address permit2;
        address arbiter;
        uint32 startWindow;
        uint32 disputeWindow;
        uint32 arbiterWindow;
    }

    /// @notice What can change, and what has been booked for the treasury.
    struct Config {
        uint16 feeBps;
        uint40 pausedUntil;
        uint96 fees;
        address treasury;
        address guardian;
    }

    /// @notice A job was funded. The deposit is `ceil(rate · secs / 3600)`.
    event JobOpened(
        bytes32 indexed jobId,
        address indexed buyer,
        address indexed provider,
        bytes32 salt,
        bytes32 listingId,
        uint32 listingVersion,
        uint24 secs,
        uint16 feeBps,
        uint48 rate,
        bytes32 root,
        bytes32 mode
    );

    /// @notice The provider began to serve; the meter runs from this block's time.
    event JobStarted(bytes32 indexed jobId);

    /// @notice The buyer paid for more time.
    event JobExtended(bytes32 indexed jobId, uint24 secs, uint256 added);

    /// @notice The provider was paid up to `paidSecs`, for seconds that are too old to be disputed or that the buyer accepted.
    event JobCheckpointed(bytes32 indexed jobId, uint24 paidSecs, uint256 toProvider, uint256 fee);

    /// @notice The job stopped; the dispute window runs from this block's time.
    event JobEnded(bytes32 indexed jobId, uint24 usedSecs);

    /// @notice The buyer contests what was claimed beyond the seconds paid. `JobEnded` comes before if the job was running,
    /// `JobCheckpointed` after if the buyer accepted a part.
    event JobDisputed(bytes32 indexed jobId, bytes32 evidence);

    /// @notice The arbiter decided. `JobClosed` follows.
    event JobResolved(bytes32 indexed jobId, uint24 providerSecs, bytes32 reason);

    /// @notice The job is over and holds nothing any more. Amounts are those of this transaction.
    event JobClosed(
        bytes32 indexed jobId,
        CloseReason indexed reason,
        uint24 usedSecs,
        uint256 toProvider,
        uint256 toBuyer,
        uint256 fee
    );

    /// @notice The buyer of a paid job rated it, 1 to 5.
    event JobRated(bytes32 indexed jobId, address indexed provider, uint8 stars);

    /// @notice A payout could not be pushed and waits for `withdraw`.
    event Credited(address indexed account, uint256 amount);

    /// @notice A creditor took its credit.
    event Withdrawn(address indexed account, address indexed to, uint256 amount);

    /// @notice A provider named the key that may start, end, checkpoint, decline and accept for it; zero for none.
    event OperatorSet(address indexed provider, address indexed operator);

    /// @notice Jobs opened from now on carry this fee.
    event FeeSet(uint16 feeBps);

    /// @notice Fees go to this address from now on.
    event TreasurySet(address indexed treasury);

    /// @notice This account may pause opening from now on; zero for none.
    event GuardianSet(address indexed guardian);

    /// @notice No job can be opened before this time; a time that is past means open.
    event OpeningPaused(uint40 until);

    /// @notice Fees collected so far went to the treasury.
    event FeesCollected(address indexed treasury, uint256 amount);

    /// @notice The job is in another status than this call needs.
    error WrongStatus(bytes32 jobId, Status actual, Status expected);

    /// @notice The caller is not the one account that may do this.
    error WrongCaller(address actual, address expected);

    /// @notice The provider is nobody, or the buyer itself.
    error InvalidProvider(address provider);

    /// @notice Seconds outside what a job may have or claim.
    error SecsOutOfRange(uint256 actual, uint256 min, uint256 max);

    /// @notice The deposit is too small to be worth its storage.
    error DepositTooSmall(uint256 actual, uint256 min);

    /// @notice The fee in the terms is not the fee in force.
    error WrongFee(uint256 actual, uint256 expected);

    /// @notice The fee is above the cap.
    error FeeTooHigh(uint256 actual, uint256 max);

    /// @notice Opening is paused until this time.
    error OpeningIsPaused(uint256 until);

    /// @notice A pause longer than allowed.
    error PauseTooLong(uint256 actual, uint256 max);

    /// @notice Possible only from a later time on.
    error TooEarly(uint256 actual, uint256 earliest);

    /// @notice Possible only up to an earlier time.
    error TooLate(uint256 actual, uint256 latest);

    /// @notice No further seconds are old enough to be paid.
    error NothingToPay(uint256 payableSecs, uint256 paidSecs);

    /// @notice The acceptance was not signed by the provider or its operator.
    error InvalidAcceptance(bytes32 jobId, address provider);

    /// @notice Stars outside 1 to 5.
    error StarsOutOfRange(uint256 actual, uint256 min, uint256 max);

    /// @notice The provider was not paid for this job, so it cannot be rated.
    error NotPaid(bytes32 jobId, CloseReason reason, uint256 usedSecs);

    /// @notice The job was rated before.
    error AlreadyRated(bytes32 jobId);

    /// @notice Nothing waits for this account.
    error NoCredit(address account);

    /// @notice More jobs than fit into one batch.
    error BatchTooLarge(uint256 actual, uint256 max);

    /// @notice Too little gas to tell a payout that fails from one that was starved of gas.
    error PushGasTooLow(uint256 actual, uint256 min);

    /// @notice An address that must not be zero, by the name of its role.
    error ZeroAddress(bytes32 role);

    /// @notice A window of zero seconds, or longer than allowed.
    error WindowOutOfRange(uint256 actual, uint256 min, uint256 max);

    /// @notice The token has other decimals than USDC.
    error WrongDecimals(uint256 actual, uint256 expected);

    /// @notice Ownership cannot be given up, only handed over.
    error RenounceDisabled();

    /// @notice Opens a job from the buyer's standing allowance.
    /// @param terms must name the caller as buyer
    /// @return jobId the job's id
    function open(Terms calldata terms) external returns (bytes32 jobId);

    /// @notice Opens a job with an EIP-2612 permit for exactly the deposit. A permit that somebody else has already submitted
    /// does no harm: what counts is the allowance. The caller must be the buyer, since a permit does not bind the terms.
    function openWithPermit(
        Terms calldata terms,
        uint256 deadline,
        bytes calldata signature
    ) external returns (bytes32 jobId);

    /// @notice Opens a job with the buyer's EIP-3009 `ReceiveWithAuthorization`, whose nonce is the job id and so binds every term.
    /// Anyone may submit it.
    function openWithAuthorization(
        Terms calldata terms,
        uint256 validAfter,
        uint256 validBefore,
        bytes calldata signature
    ) external returns (bytes32 jobId);

    /// @notice Opens a job with the buyer's Permit2 signature, whose witness is the terms. Anyone may submit it.
    function openWithPermit2(
        Terms calldata terms,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external returns (bytes32 jobId);

    /// @notice Opens a job and starts it in the same transaction, by the provider's acceptance.
    function openAndStart(
        Terms calldata terms,
        Acceptance calldata acceptance,
        Payment calldata payment
    ) external returns (bytes32 jobId);

    /// @notice Starts a funded job. Provider or operator, within the start window.
    function start(bytes32 jobId) external;

    /// @notice Buys more time at the agreed rate, from the buyer's allowance. Buyer, before the metered end.
    function extend(bytes32 jobId, uint24 extraSecs) external;

    /// @notice As `extend`, by an EIP-3009 authorization whose nonce is `extensionIdOf`. Anyone may submit it.
    function extendWithAuthorization(
        bytes32 jobId,
        uint24 extraSecs,
        uint256 validAfter,
        uint256 validBefore,
        bytes calldata signature
    ) external;

    /// @notice Pays the provider for all seconds older than the dispute window, leaving at least one. Provider or operator.
    function checkpoint(bytes32 jobId) external;

    /// @notice Stops a running job and closes it: pays the metered seconds, refunds the rest. Buyer.
    function end(bytes32 jobId) external;

    /// @notice Stops a running job with a claim, which the buyer can dispute. Provider or operator.
    /// @param usedSecs at most what the meter shows, at least what has been paid already
    function end(bytes32 jobId, uint24 usedSecs) external;

    /// @notice Ends a job whose time is used up. Anyone.
    function expire(bytes32 jobId) external;

    /// @notice Closes an ended job as claimed. Anyone after the dispute window, the buyer at once.
    function settle(bytes32 jobId) external;

    /// @notice Settles every job of the list that `settle` would settle for this caller, and skips the others.
    /// @return settled how many were settled
    function settleMany(bytes32[] calldata jobIds) external returns (uint256 settled);

    /// @notice Closes a job that has not started, with a full refund. Buyer, or provider or operator to decline.
    function cancel(bytes32 jobId) external;

    /// @notice Closes a job that nobody started in time, with a full refund. Anyone after the start window.
    function reclaim(bytes32 jobId) external;

    /// @notice Contests the seconds beyond `acceptedSecs`, which are paid at once. Buyer, while the job runs or within the
    /// dispute window after its end.
    /// @param evidence hash of the evidence, which is kept off chain
    function dispute(bytes32 jobId, bytes32 evidence, uint24 acceptedSecs) external;

    /// @notice Decides a dispute. Arbiter.
    /// @param providerSecs the seconds to pay in all, from accepted to claimed
    /// @param reason hash of the reasons, which are kept off chain
    function resolve(bytes32 jobId, uint24 providerSecs, bytes32 reason) external;

    /// @notice Splits what is disputed in half, an odd base unit to the buyer. Anyone after the arbiter window.
    function resolveByTimeout(bytes32 jobId) external;

    /// @notice Rates a job whose provider was paid, once. Buyer.
    function rate(bytes32 jobId, uint8 stars) external;

    /// @notice Takes the caller's whole credit. Never pausable.
    function withdraw(address to) external;

    /// @notice Names the caller's hot key as a provider; zero for none.
    function setOperator(address operator) external;

    /// @notice Sets the fee of jobs opened from now on. Owner; at most the cap.
    function setFee(uint16 feeBps) external;

    /// @notice Sets where fees go. Owner.
    function setTreasury(address treasury) external;

    /// @notice Sets who may pause opening. Owner.
    function setGuardian(address guardian) external;

    /// @notice Pauses the opening of jobs, and nothing else, until a time at most seven days away; a past time reopens.
    /// Guardian or owner.
    function pauseOpening(uint40 until) external;

    /// @notice Sends collected fees to the treasury. Anyone.
    function collectFees() external;

    /// @notice The id of a job with these terms in this escrow on this chain.
    function jobIdOf(Terms calldata terms) external view returns (bytes32);

    /// @notice The EIP-3009 nonce that extends a job from its present length.
    function extensionIdOf(bytes32 jobId, uint24 secs, uint24 extraSecs) external view returns (bytes32);

    /// @notice A job as stored; all zero if there is none.
    function jobs(bytes32 jobId) external view returns (Job memory);

    /// @notice What the escrow still holds for a job.
    function lockedIn(bytes32 jobId) external view returns (uint256);

    /// @notice What waits for an account.
    function creditOf(address account) external view returns (uint256);

    /// @notice A provider's hot key.
    function operatorOf(address provider) external view returns (address);

    /// @notice What can change, and fees not yet collected.
    function config() external view returns (Config memory);

    /// @notice What was fixed at deployment.
    function setup() external view returns (Fixed memory);
}
