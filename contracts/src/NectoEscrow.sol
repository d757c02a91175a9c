// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {INectoEscrow} from "./interfaces/INectoEscrow.sol";
import {IPermit2} from "./interfaces/IPermit2.sol";
import {IUsdc} from "./interfaces/IUsdc.sol";
import {Meter, Meters, Price, Prices} from "./libraries/JobWords.sol";
import {Pricing} from "./libraries/Pricing.sol";

/// @title NectoEscrow
/// @notice See `INectoEscrow` for what it does and what it assumes.
/// @dev Immutable: no proxy, no hooks, no call to any contract but the pinned token, Permit2 and a signer's ERC-1271 check.
/// Each transition checks, writes its one or two slots, emits, and calls out last, under a transient lock.
contract NectoEscrow is INectoEscrow, Ownable2Step, EIP712, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev Three slots. The words are packed by `JobWords`.
    struct Slots {
        Meter meter;
        Price price;
        bytes32 root;
    }

    /// @dev How a job closes. `gross` is all that the provider earns from it, fee and earlier payments included.
    struct Closing {
        CloseReason reason;
        uint256 usedSecs;
        uint256 gross;
    }

    uint256 internal constant MIN_SECS = 60;
    uint256 internal constant MAX_SECS = 194 days;
    uint256 internal constant MIN_DEPOSIT = 10_000;
    uint256 internal constant MAX_FEE_BPS = 500;
    uint256 internal constant MAX_PAUSE = 7 days;
    uint256 internal constant MAX_WINDOW = 30 days;
    uint256 internal constant MAX_BATCH = 100;
    /// @dev Gas that must have been left before a payout for its failure to count; a USDC transfer takes about half.
    uint256 internal constant PUSH_GAS = 100_000;

    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "Terms(address buyer,address provider,bytes32 salt,bytes32 listingId,uint32 listingVersion,uint24 secs,uint16 feeBps,uint48 rate,bytes32 root,bytes32 mode)"
    );
    bytes32 private constant ACCEPTANCE_TYPEHASH = keccak256("Acceptance(bytes32 jobId,uint256 expiry)");
    string private constant WITNESS_TYPE =
        "Terms witness)Terms(address buyer,address provider,bytes32 salt,bytes32 listingId,uint32 listingVersion,uint24 secs,uint16 feeBps,uint48 rate,bytes32 root,bytes32 mode)TokenPermissions(address token,uint256 amount)";

    IUsdc private immutable _token;
    IPermit2 private immutable _permit2;
    address private immutable _arbiter;
    uint256 private immutable _startWindow;
    uint256 private immutable _disputeWindow;
    uint256 private immutable _arbiterWindow;

    Config private _config;
    /// @inheritdoc INectoEscrow
    mapping(address account => uint256 amount) public override creditOf;
    /// @inheritdoc INectoEscrow
    mapping(address provider => address operator) public override operatorOf;
    mapping(bytes32 jobId => Slots slots) private _jobs;

    /// @dev For functions that call nothing: they must not run inside another call, but need not lock themselves.
    modifier notEntered() {
        if (_reentrancyGuardEntered()) revert ReentrancyGuardReentrantCall();
        _;
    }

    constructor(Setup memory setup_) Ownable(setup_.owner) EIP712("Necto Escrow", "1") {
        if (setup_.permit2 == address(0)) revert ZeroAddress("permit2");
        if (setup_.arbiter == address(0)) revert ZeroAddress("arbiter");
        _token = IUsdc(setup_.token);
        _permit2 = IPermit2(setup_.permit2);
        _arbiter = setup_.arbiter;
        _startWindow = _checkedWindow(setup_.startWindow);
        _disputeWindow = _checkedWindow(setup_.disputeWindow);
        _arbiterWindow = _checkedWindow(setup_.arbiterWindow);
        uint256 decimals = _token.decimals();
        if (decimals != 6) revert WrongDecimals(decimals, 6);
        _setFee(setup_.feeBps);
        _setTreasury(setup_.treasury);
        _setGuardian(setup_.guardian);
    }

    // Opening

    /// @inheritdoc INectoEscrow
    function open(Terms calldata terms) external nonReentrant returns (bytes32 jobId) {
        uint256 amount;
        (jobId, amount) = _open(terms, Status.Funded);
        _pullAllowance(terms.buyer, amount);
    }

    /// @inheritdoc INectoEscrow
    function openWithPermit(
        Terms calldata terms,
        uint256 deadline,
        bytes calldata signature
    ) external nonReentrant returns (bytes32 jobId) {
        uint256 amount;
        (jobId, amount) = _open(terms, Status.Funded);
        _pullPermit(terms.buyer, amount, deadline, signature);
    }

    /// @inheritdoc INectoEscrow
    function openWithAuthorization(
        Terms calldata terms,
        uint256 validAfter,
        uint256 validBefore,
        bytes calldata signature
    ) external nonReentrant returns (bytes32 jobId) {
        uint256 amount;
        (jobId, amount) = _open(terms, Status.Funded);
        _pullAuthorization(terms.buyer, amount, validAfter, validBefore, jobId, signature);
    }

    /// @inheritdoc INectoEscrow
    function openWithPermit2(
        Terms calldata terms,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) external nonReentrant returns (bytes32 jobId) {
        uint256 amount;
        (jobId, amount) = _open(terms, Status.Funded);
        _pullPermit2(terms, amount, nonce, deadline, signature);
    }

    /// @inheritdoc INectoEscrow
    function openAndStart(
        Terms calldata terms,
        Acceptance calldata acceptance,
        Payment calldata payment
    ) external nonReentrant returns (bytes32 jobId) {
        uint256 amount;
        (jobId, amount) = _open(terms, Status.Active);
        _requireAcceptance(jobId, terms.provider, acceptance);
        emit JobStarted(jobId);
        if (payment.method == PaymentMethod.Allowance) {
            _pullAllowance(terms.buyer, amount);
        } else if (payment.method == PaymentMethod.Permit) {
            _pullPermit(terms.buyer, amount, payment.deadline, payment.signature);
        } else if (payment.method == PaymentMethod.Authorization) {
            _pullAuthorization(terms.buyer, amount, payment.validAfter, payment.deadline, jobId, payment.signature);
        } else {
            _pullPermit2(terms, amount, payment.nonce, payment.deadline, payment.signature);
        }
    }

    // Running

    /// @inheritdoc INectoEscrow
    function start(bytes32 jobId) external notEntered {
        (Slots storage job, Meter meter) = _in(jobId, Status.Funded);
        _requireProvider(job.price);
        _requireUntil(meter.since() + _startWindow);

        job.meter = meter.to(Status.Active, CloseReason.None, 0, 0);
        emit JobStarted(jobId);
    }

    /// @inheritdoc INectoEscrow
    function extend(bytes32 jobId, uint24 extraSecs) external nonReentrant {
        (Slots storage job, Meter meter) = _in(jobId, Status.Active);
        (uint256 added, ) = _extend(jobId, job, meter, extraSecs);
        _pullAllowance(meter.buyer(), added);
    }

    /// @inheritdoc INectoEscrow
    function extendWithAuthorization(
        bytes32 jobId,
        uint24 extraSecs,
        uint256 validAfter,
        uint256 validBefore,
        bytes calldata signature
    ) external nonReentrant {
        (Slots storage job, Meter meter) = _in(jobId, Status.Active);
        (uint256 added, uint256 oldSecs) = _extend(jobId, job, meter, extraSecs);
        bytes32 nonce = _extensionId(jobId, oldSecs, extraSecs);
        _pullAuthorization(meter.buyer(), added, validAfter, validBefore, nonce, signature);
    }

    /// @inheritdoc INectoEscrow
    function checkpoint(bytes32 jobId) external notEntered {
        (Slots storage job, Meter meter) = _in(jobId, Status.Active);
        Price price = job.price;
        _requireProvider(price);
        uint256 elapsed = block.timestamp - meter.since();
        uint256 payableSecs = elapsed > _disputeWindow ? _min(elapsed - _disputeWindow, price.secs() - 1) : 0;
        if (payableSecs <= meter.paidSecs()) revert NothingToPay(payableSecs, meter.paidSecs());

        job.meter = meter.withPaid(payableSecs);
        _payUpTo(jobId, meter, price, payableSecs);
    }

    // Ending

    /// @inheritdoc INectoEscrow
    function end(bytes32 jobId) external nonReentrant {
        (Slots storage job, Meter meter) = _in(jobId, Status.Active);
        _requireCaller(meter.buyer());
        Price price = job.price;
        _closePaid(jobId, job, meter, price, _meteredSecs(meter, price));
    }

    /// @inheritdoc INectoEscrow
    function end(bytes32 jobId, uint24 usedSecs) external notEntered {
        (Slots storage job, Meter meter) = _in(jobId, Status.Active);
        Price price = job.price;
        _requireProvider(price);
        _requireSecs(usedSecs, meter.paidSecs(), _meteredSecs(meter, price));
        _end(jobId, job, meter, usedSecs);
    }

    /// @inheritdoc INectoEscrow
    function expire(bytes32 jobId) external notEntered {
        (Slots storage job, Meter meter) = _in(jobId, Status.Active);
        uint256 secs = job.price.secs();
        _requireFrom(meter.since() + secs);
        _end(jobId, job, meter, secs);
    }

    /// @inheritdoc INectoEscrow
    function settle(bytes32 jobId) external nonReentrant {
        (Slots storage job, Meter meter) = _in(jobId, Status.Ended);
        if (msg.sender != meter.buyer()) _requireFrom(meter.since() + _disputeWindow + 1);
        _closePaid(jobId, job, meter, job.price, meter.usedSecs());
    }

    /// @inheritdoc INectoEscrow
    /// @dev Payouts to one provider in a row are pushed together.
    function settleMany(bytes32[] calldata jobIds) external nonReentrant returns (uint256 settled) {
        if (jobIds.length > MAX_BATCH) revert BatchTooLarge(jobIds.length, MAX_BATCH);
        address payee;
        uint256 due;
        for (uint256 i = 0; i < jobIds.length; ++i) {
            Slots storage job = _jobs[jobIds[i]];
            Meter meter = job.meter;
            if (!meter.has(Status.Ended)) continue;
            if (msg.sender != meter.buyer() && block.timestamp <= meter.since() + _disputeWindow) continue;
            address provider = job.price.provider();
            if (provider != payee) {
                _push(payee, due);
                payee = provider;
                due = 0;
            }
            due += _settleInBatch(jobIds[i], job, meter);
            ++settled;
        }
        _push(payee, due);
    }

    /// @inheritdoc INectoEscrow
    function cancel(bytes32 jobId) external nonReentrant {
        (Slots storage job, Meter meter) = _in(jobId, Status.Funded);
        Price price = job.price;
        if (msg.sender == meter.buyer()) {
            _close(jobId, job, meter, price, Closing(CloseReason.Cancelled, 0, 0));
        } else {
            _requireProvider(price);
            _close(jobId, job, meter, price, Closing(CloseReason.Declined, 0, 0));
        }
    }

    /// @inheritdoc INectoEscrow
    function reclaim(bytes32 jobId) external nonReentrant {
        (Slots storage job, Meter meter) = _in(jobId, Status.Funded);
        _requireFrom(meter.since() + _startWindow + 1);
        _close(jobId, job, meter, job.price, Closing(CloseReason.NoShow, 0, 0));
    }

    // Disputes

    /// @inheritdoc INectoEscrow
    /// @dev Reads the price only where money moves or the meter still runs, and locks only where money moves.
    function dispute(bytes32 jobId, bytes32 evidence, uint24 acceptedSecs) external notEntered {
        Slots storage job = _jobs[jobId];
        Meter meter = job.meter;
        uint256 claimed;
        if (meter.has(Status.Ended)) {
            claimed = meter.usedSecs();
            _requireUntil(meter.since() + _disputeWindow);
        } else {
            _requireStatus(jobId, meter, Status.Active);
            claimed = _meteredSecs(meter, job.price);
            emit JobEnded(jobId, uint24(claimed));
        }
        _requireCaller(meter.buyer());
        uint256 paidSecs = meter.paidSecs();
        _requireSecs(acceptedSecs, paidSecs, claimed);

        job.meter = meter.to(Status.Disputed, CloseReason.None, acceptedSecs, claimed);
        emit JobDisputed(jobId, evidence);
        if (acceptedSecs != paidSecs) _payUpTo(jobId, meter, job.price, acceptedSecs);
    }

    /// @inheritdoc INectoEscrow
    function resolve(bytes32 jobId, uint24 providerSecs, bytes32 reason) external nonReentrant {
        (Slots storage job, Meter meter) = _in(jobId, Status.Disputed);
        _requireCaller(_arbiter);
        _requireSecs(providerSecs, meter.paidSecs(), meter.usedSecs());
        Price price = job.price;

        emit JobResolved(jobId, providerSecs, reason);
        uint256 gross = Pricing.earned(price.rate(), providerSecs);
        _close(jobId, job, meter, price, Closing(CloseReason.Resolved, providerSecs, gross));
    }

    /// @inheritdoc INectoEscrow
    function resolveByTimeout(bytes32 jobId) external nonReentrant {
        (Slots storage job, Meter meter) = _in(jobId, Status.Disputed);
        _requireFrom(meter.since() + _arbiterWindow + 1);
        Price price = job.price;
        uint256 accepted = Pricing.earned(price.rate(), meter.paidSecs());
        uint256 claimed = Pricing.earned(price.rate(), meter.usedSecs());
        uint256 gross = accepted + (claimed - accepted) / 2;
        _close(jobId, job, meter, price, Closing(CloseReason.Halved, meter.usedSecs(), gross));
    }

    // After closing

    /// @inheritdoc INectoEscrow
    function rate(bytes32 jobId, uint8 stars) external notEntered {
        (Slots storage job, Meter meter) = _in(jobId, Status.Closed);
        _requireCaller(meter.buyer());
        if (stars < 1 || stars > 5) revert StarsOutOfRange(stars, 1, 5);
        if (meter.reason() < CloseReason.Paid || meter.usedSecs() == 0) {
            revert NotPaid(jobId, meter.reason(), meter.usedSecs());
        }
        if (meter.isRated()) revert AlreadyRated(jobId);

        job.meter = meter.withRated();
        emit JobRated(jobId, job.price.provider(), stars);
    }

    /// @inheritdoc INectoEscrow
    function withdraw(address to) external nonReentrant {
        uint256 amount = creditOf[msg.sender];
        if (amount == 0) revert NoCredit(msg.sender);

        creditOf[msg.sender] = 0;
        emit Withdrawn(msg.sender, to, amount);
        IERC20(_token).safeTransfer(to, amount);
    }

    /// @inheritdoc INectoEscrow
    function setOperator(address operator) external {
        operatorOf[msg.sender] = operator;
        emit OperatorSet(msg.sender, operator);
    }

    // Governance

    /// @inheritdoc INectoEscrow
    function setFee(uint16 feeBps) external onlyOwner {
        _setFee(feeBps);
    }

    /// @inheritdoc INectoEscrow
    function setTreasury(address treasury) external onlyOwner {
        _setTreasury(treasury);
    }

    /// @inheritdoc INectoEscrow
    function setGuardian(address guardian) external onlyOwner {
        _setGuardian(guardian);
    }

    /// @inheritdoc INectoEscrow
    function pauseOpening(uint40 until) external {
        if (msg.sender != owner()) _requireCaller(_config.guardian);
        uint256 latest = block.timestamp + MAX_PAUSE;
        if (until > latest) revert PauseTooLong(until, latest);

        _config.pausedUntil = until;
        emit OpeningPaused(until);
    }

    /// @inheritdoc INectoEscrow
    function collectFees() external nonReentrant {
        uint256 amount = _config.fees;
        address treasury = _config.treasury;
        _config.fees = 0;
        emit FeesCollected(treasury, amount);
        IERC20(_token).safeTransfer(treasury, amount);
    }

    /// @notice Always reverts: an escrow without an owner could not replace a lost guardian or treasury.
    function renounceOwnership() public pure override {
        revert RenounceDisabled();
    }

    // Views

    /// @inheritdoc INectoEscrow
    function jobIdOf(Terms calldata terms) external view returns (bytes32) {
        return _jobIdOf(terms);
    }

    /// @inheritdoc INectoEscrow
    function extensionIdOf(bytes32 jobId, uint24 secs, uint24 extraSecs) external view returns (bytes32) {
        return _extensionId(jobId, secs, extraSecs);
    }

    /// @inheritdoc INectoEscrow
    function jobs(bytes32 jobId) external view returns (Job memory) {
        Slots storage slots = _jobs[jobId];
        Meter meter = slots.meter;
        Price price = slots.price;
        return
            Job({
                buyer: meter.buyer(),
                provider: price.provider(),
                status: meter.status(),
                reason: meter.reason(),
                rated: meter.isRated(),
                rate: uint48(price.rate()),
                secs: uint24(price.secs()),
                feeBps: uint16(price.feeBps()),
                since: uint40(meter.since()),
                paidSecs: uint24(meter.paidSecs()),
                usedSecs: uint24(meter.usedSecs()),
                root: slots.root
            });
    }

    /// @inheritdoc INectoEscrow
    function lockedIn(bytes32 jobId) external view returns (uint256) {
        Meter meter = _jobs[jobId].meter;
        Price price = _jobs[jobId].price;
        if (meter.has(Status.Closed)) return 0;
        return Pricing.deposit(price.rate(), price.secs()) - Pricing.earned(price.rate(), meter.paidSecs());
    }

    /// @inheritdoc INectoEscrow
    function config() external view returns (Config memory) {
        return _config;
    }

    /// @inheritdoc INectoEscrow
    function setup() external view returns (Fixed memory) {
        return
            Fixed({
                token: address(_token),
                permit2: address(_permit2),
                arbiter: _arbiter,
                startWindow: uint32(_startWindow),
                disputeWindow: uint32(_disputeWindow),
                arbiterWindow: uint32(_arbiterWindow)
            });
    }

    // Inside: guards

    function _in(bytes32 jobId, Status expected) private view returns (Slots storage job, Meter meter) {
        job = _jobs[jobId];
        meter = job.meter;
        _requireStatus(jobId, meter, expected);
    }

    function _requireStatus(bytes32 jobId, Meter meter, Status expected) private pure {
        if (!meter.has(expected)) revert WrongStatus(jobId, meter.status(), expected);
    }

    function _requireCaller(address expected) private view {
        if (msg.sender != expected) revert WrongCaller(msg.sender, expected);
    }

    function _requireProvider(Price price) private view {
        address provider = price.provider();
        if (msg.sender != provider && msg.sender != operatorOf[provider]) {
            revert WrongCaller(msg.sender, provider);
        }
    }

    function _requireFrom(uint256 earliest) private view {
        if (block.timestamp < earliest) revert TooEarly(block.timestamp, earliest);
    }

    function _requireUntil(uint256 latest) private view {
        if (block.timestamp > latest) revert TooLate(block.timestamp, latest);
    }

    function _requireSecs(uint256 secs, uint256 min, uint256 max) private pure {
        if (secs < min || secs > max) revert SecsOutOfRange(secs, min, max);
    }

    /// @dev A signature of the provider's own key or of its operator, or of the provider's contract.
    function _requireAcceptance(bytes32 jobId, address provider, Acceptance calldata acceptance) private view {
        _requireUntil(acceptance.expiry);
        bytes32 digest = _hashTypedDataV4(keccak256(abi.encode(ACCEPTANCE_TYPEHASH, jobId, acceptance.expiry)));
        (address signer, ECDSA.RecoverError failure, ) = ECDSA.tryRecoverCalldata(digest, acceptance.signature);
        if (failure == ECDSA.RecoverError.NoError && (signer == provider || signer == operatorOf[provider])) return;
        if (!SignatureChecker.isValidERC1271SignatureNowCalldata(provider, digest, acceptance.signature)) {
            revert InvalidAcceptance(jobId, provider);
        }
    }

    // Inside: jobs

    function _jobIdOf(Terms calldata terms) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), terms));
    }

    function _extensionId(bytes32 jobId, uint256 secs, uint256 extraSecs) private view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), jobId, secs, extraSecs));
    }

    function _open(Terms calldata terms, Status status) private returns (bytes32 jobId, uint256 amount) {
        uint256 pausedUntil = _config.pausedUntil;
        if (block.timestamp < pausedUntil) revert OpeningIsPaused(pausedUntil);
        if (terms.feeBps != _config.feeBps) revert WrongFee(terms.feeBps, _config.feeBps);
        if (terms.provider == address(0) || terms.provider == terms.buyer) revert InvalidProvider(terms.provider);
        _requireSecs(terms.secs, MIN_SECS, MAX_SECS);
        amount = Pricing.deposit(terms.rate, terms.secs);
        if (amount < MIN_DEPOSIT) revert DepositTooSmall(amount, MIN_DEPOSIT);
        bytes memory encoded = abi.encode(block.chainid, address(this), terms);
        jobId = keccak256(encoded);
        (Slots storage job, ) = _in(jobId, Status.None);

        job.meter = Meters.pack(terms.buyer, status, block.timestamp);
        job.price = Prices.pack(terms.provider, terms.rate, terms.secs, terms.feeBps);
        job.root = terms.root;
        _emitOpened(jobId, terms.buyer, terms.provider, encoded);
    }

    /// @dev The event's data, `salt` to `mode`, are the last eight words of what the id is the hash of: written once, used twice.
    function _emitOpened(bytes32 jobId, address buyer, address provider, bytes memory encoded) private {
        bytes32 topic = JobOpened.selector;
        assembly ("memory-safe") {
            log4(add(encoded, 0xa0), 0x100, topic, jobId, buyer, provider)
        }
    }

    /// @dev The price of the longer job less the price of the shorter one, so extending never rounds up twice.
    function _extend(
        bytes32 jobId,
        Slots storage job,
        Meter meter,
        uint256 extraSecs
    ) private returns (uint256 added, uint256 oldSecs) {
        Price price = job.price;
        oldSecs = price.secs();
        _requireUntil(meter.since() + oldSecs - 1);
        _requireSecs(extraSecs, MIN_SECS, MAX_SECS - oldSecs);
        uint256 newSecs = oldSecs + extraSecs;
        added = Pricing.deposit(price.rate(), newSecs) - Pricing.deposit(price.rate(), oldSecs);

        job.price = price.withSecs(newSecs);
        emit JobExtended(jobId, uint24(newSecs), added);
    }

    function _meteredSecs(Meter meter, Price price) private view returns (uint256) {
        return _min(block.timestamp - meter.since(), price.secs());
    }

    function _end(bytes32 jobId, Slots storage job, Meter meter, uint256 usedSecs) private {
        job.meter = meter.to(Status.Ended, CloseReason.None, meter.paidSecs(), usedSecs);
        emit JobEnded(jobId, uint24(usedSecs));
    }

    function _closePaid(bytes32 jobId, Slots storage job, Meter meter, Price price, uint256 usedSecs) private {
        uint256 gross = Pricing.earned(price.rate(), usedSecs);
        _close(jobId, job, meter, price, Closing(CloseReason.Paid, usedSecs, gross));
    }

    function _close(bytes32 jobId, Slots storage job, Meter meter, Price price, Closing memory closing) private {
        (uint256 toProvider, uint256 toBuyer) = _book(jobId, job, meter, price, closing);
        _push(price.provider(), toProvider);
        _push(meter.buyer(), toBuyer);
    }

    function _settleInBatch(bytes32 jobId, Slots storage job, Meter meter) private returns (uint256 toProvider) {
        Price price = job.price;
        uint256 gross = Pricing.earned(price.rate(), meter.usedSecs());
        uint256 toBuyer;
        (toProvider, toBuyer) = _book(jobId, job, meter, price, Closing(CloseReason.Paid, meter.usedSecs(), gross));
        _push(meter.buyer(), toBuyer);
    }

    function _book(
        bytes32 jobId,
        Slots storage job,
        Meter meter,
        Price price,
        Closing memory closing
    ) private returns (uint256 toProvider, uint256 toBuyer) {
        job.meter = meter.to(Status.Closed, closing.reason, meter.paidSecs(), closing.usedSecs);
        uint256 fee;
        (toProvider, fee) = _takeEarnings(meter, price, closing.gross);
        toBuyer = Pricing.deposit(price.rate(), price.secs()) - closing.gross;
        emit JobClosed(jobId, closing.reason, uint24(closing.usedSecs), toProvider, toBuyer, fee);
    }

    // Inside: money

    /// @dev Pays the provider for all seconds up to `paidSecs` that `meter` does not show as paid.
    function _payUpTo(bytes32 jobId, Meter meter, Price price, uint256 paidSecs) private nonReentrant {
        uint256 gross = Pricing.earned(price.rate(), paidSecs);
        (uint256 toProvider, uint256 fee) = _takeEarnings(meter, price, gross);
        emit JobCheckpointed(jobId, uint24(paidSecs), toProvider, fee);
        _push(price.provider(), toProvider);
    }

    /// @dev Splits what is earned beyond what was paid into the provider's part and the fee, and books the fee.
    function _takeEarnings(Meter meter, Price price, uint256 gross) private returns (uint256 toProvider, uint256 fee) {
        uint256 paidGross = Pricing.earned(price.rate(), meter.paidSecs());
        fee = Pricing.fee(gross, price.feeBps()) - Pricing.fee(paidGross, price.feeBps());
        toProvider = gross - paidGross - fee;
        if (fee != 0) _config.fees += uint96(fee);
    }

    /// @dev Pays, or credits when the token refuses. `gasBefore` tells a refusal from a call starved of gas on purpose.
    function _push(address to, uint256 amount) private {
        if (amount == 0) return;
        uint256 gasBefore = gasleft();
        if (IERC20(_token).trySafeTransfer(to, amount)) return;
        if (gasBefore < PUSH_GAS) revert PushGasTooLow(gasBefore, PUSH_GAS);
        creditOf[to] += amount;
        emit Credited(to, amount);
    }

    function _pullAllowance(address buyer, uint256 amount) private {
        _requireCaller(buyer);
        IERC20(_token).safeTransferFrom(buyer, address(this), amount);
    }

    function _pullPermit(address buyer, uint256 amount, uint256 deadline, bytes calldata signature) private {
        if (signature.length == 65) {
            (uint8 v, bytes32 r, bytes32 s) = ECDSA.parseCalldata(signature);
            try _token.permit(buyer, address(this), amount, deadline, v, r, s) {} catch {}
        } else {
            try _token.permit(buyer, address(this), amount, deadline, signature) {} catch {}
        }
        _pullAllowance(buyer, amount);
    }

    function _pullAuthorization(
        address buyer,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) private {
        if (signature.length == 65) {
            (uint8 v, bytes32 r, bytes32 s) = ECDSA.parseCalldata(signature);
            _token.receiveWithAuthorization(buyer, address(this), amount, validAfter, validBefore, nonce, v, r, s);
        } else {
            _token.receiveWithAuthorization(buyer, address(this), amount, validAfter, validBefore, nonce, signature);
        }
    }

    function _pullPermit2(
        Terms calldata terms,
        uint256 amount,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    ) private {
        _permit2.permitWitnessTransferFrom(
            IPermit2.PermitTransferFrom(IPermit2.TokenPermissions(address(_token), amount), nonce, deadline),
            IPermit2.SignatureTransferDetails(address(this), amount),
            terms.buyer,
            keccak256(abi.encode(TERMS_TYPEHASH, terms)),
            WITNESS_TYPE,
            signature
        );
    }

    // Inside: governance

    function _setFee(uint16 feeBps) private {
        if (feeBps > MAX_FEE_BPS) revert FeeTooHigh(feeBps, MAX_FEE_BPS);
        _config.feeBps = feeBps;
        emit FeeSet(feeBps);
    }

    function _setTreasury(address treasury) private {
        if (treasury == address(0)) revert ZeroAddress("treasury");
        _config.treasury = treasury;
        emit TreasurySet(treasury);
    }

    function _setGuardian(address guardian) private {
        _config.guardian = guardian;
        emit GuardianSet(guardian);
    }

    function _checkedWindow(uint256 window) private pure returns (uint256) {
        if (window < 1 || window > MAX_WINDOW) revert WindowOutOfRange(window, 1, MAX_WINDOW);
        return window;
    }

    function _min(uint256 a, uint256 b) private pure returns (uint256) {
        return a < b ? a : b;
    }
}
