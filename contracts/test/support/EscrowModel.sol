// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../../src/interfaces/INectoEscrow.sol";
import {EscrowFixture, ISwitches} from "./EscrowFixture.sol";

/// @notice A second, independent description of the escrow, and a driver that walks it and the real one side by side. Before each
/// call it says which error will come, or none; after each call it compares every balance, credit and field.
/// @dev The model keeps unpacked numbers and running totals per job instead of the contract's words and cumulative formulas.
abstract contract EscrowModel is EscrowFixture {
    /// @dev Names of what can happen, for the counters.
    enum Did {
        Open,
        OpenWithPermit,
        OpenWithAuthorization,
        OpenWithPermit2,
        OpenAndStart,
        Start,
        Extend,
        ExtendWithAuthorization,
        Checkpoint,
        EndByBuyer,
        EndByProvider,
        Expire,
        SettleByBuyer,
        SettleByAnyone,
        SettleMany,
        Cancel,
        Decline,
        Reclaim,
        DisputeEnded,
        DisputeActive,
        Resolve,
        ResolveByTimeout,
        Rate,
        Withdraw,
        Credit,
        Refused
    }

    uint256 internal constant DIDS = 26;
    uint256 internal constant LIVE = 10;
    uint256 internal constant PEOPLE = 3;

    struct Shadow {
        bytes32 id;
        uint256 status;
        uint256 reason;
        bool rated;
        uint256 buyer;
        uint256 provider;
        uint256 rate;
        uint256 secs;
        uint256 feeBps;
        uint256 since;
        uint256 paidSecs;
        uint256 usedSecs;
        bytes32 root;
        // Running totals of tokens.
        uint256 deposited;
        uint256 paid;
        uint256 fees;
        uint256 refunded;
    }

    Shadow[LIVE] internal live;
    bytes32[] internal archive;
    mapping(bytes32 => bytes32) internal archived;

    uint256[PEOPLE] internal buyerKeys = [uint256(0xb1), 0xb2, 0xb3];
    address[PEOPLE] internal buyers;
    address[PEOPLE] internal providers;
    uint256[PEOPLE] internal providerKeys = [uint256(0xc1), 0xc2, 0xc3];

    mapping(address => uint256) internal balances;
    mapping(address => uint256) internal credits;
    mapping(address => bool) internal isBlocked;
    bool internal tokenPaused;
    uint256 internal feesBooked;
    uint256 internal feeInForce = FEE;
    uint256 internal pausedUntil;
    uint256 internal minted;
    uint256 internal salts;
    uint256 internal permit2Nonce;

    uint256[DIDS] public did;
    uint256 internal seed;
    string internal broken;

    // Set-up

    function setUp() public virtual override {
        super.setUp();
        for (uint256 i = 0; i < PEOPLE; ++i) {
            buyers[i] = vm.addr(buyerKeys[i]);
            providers[i] = vm.addr(providerKeys[i]);
            token.mint(buyers[i], FUNDS);
            balances[buyers[i]] = FUNDS;
            vm.prank(buyers[i]);
            token.approve(PERMIT2, type(uint256).max);
        }
        balances[buyer] = FUNDS;
        minted = FUNDS * (PEOPLE + 1);
    }

    // The driver

    /// @notice One step: picks a job and something to do with it, mostly something that fits.
    function step(uint256 entropy) public {
        seed = uint256(keccak256(abi.encode(entropy, seed)));
        uint256 kind = pick(20);
        Shadow storage job = live[pick(LIVE)];
        if (kind == 0) return wander();
        if (kind == 1) return govern();
        if (kind == 2) return takeCredit();
        if (kind < 6) return anything(job, pick(17));
        steer(job);
        fitting(job);
    }

    function pick(uint256 n) internal returns (uint256) {
        seed = uint256(keccak256(abi.encode(seed)));
        return seed % n;
    }

    function chance(uint256 n) internal returns (bool) {
        return pick(n) == 0;
    }

    /// @dev Something that may well work in this status.
    function fitting(Shadow storage job) internal {
        if (job.status == 0 || (job.status == 5 && !chance(3))) return openSome(job);
        if (job.status == 1) {
            uint256 n = pick(6);
            uint8[6] memory choices = [0, 0, 0, 8, 9, 10];
            return anything(job, choices[n]);
        }
        if (job.status == 2) {
            uint256 n = pick(10);
            uint8[10] memory choices = [1, 1, 2, 2, 3, 3, 4, 5, 6, 11];
            return anything(job, choices[n]);
        }
        if (job.status == 3) {
            uint256 n = pick(6);
            uint8[6] memory choices = [7, 7, 15, 15, 11, 11];
            return anything(job, choices[n]);
        }
        if (job.status == 4) return anything(job, chance(2) ? 12 : 13);
        return anything(job, 14);
    }

    function anything(Shadow storage job, uint256 what) internal {
        if (what == 0) return doStart(job);
        if (what == 1) return doExtend(job);
        if (what == 2) return doExtendWithAuthorization(job);
        if (what == 3) return doCheckpoint(job);
        if (what == 4) return doEnd(job);
        if (what == 5) return doClaim(job);
        if (what == 6) return doExpire(job);
        if (what == 7) return doSettle(job);
        if (what == 8) return doCancel(job);
        if (what == 9) return doCancel(job);
        if (what == 10) return doReclaim(job);
        if (what == 11) return doDispute(job);
        if (what == 12) return doResolve(job);
        if (what == 13) return doTimeout(job);
        if (what == 14) return doRate(job);
        if (what == 15) return doSettleMany();
        if (what == 16) return doReopen(job);
    }

    /// @dev Moves time by a little, or to an edge of the job: one before, exactly at, or one after.
    function steer(Shadow storage job) internal {
        uint256 now_ = block.timestamp;
        if (chance(3)) {
            vm.warp(now_ + pick(200));
            return;
        }
        uint256 edge;
        if (job.status == 1) edge = job.since + START_WINDOW;
        if (job.status == 2) edge = chance(2) ? job.since + job.secs : job.since + DISPUTE_WINDOW + job.paidSecs;
        if (job.status == 3) edge = job.since + DISPUTE_WINDOW;
        if (job.status == 4) edge = job.since + ARBITER_WINDOW;
        edge = edge + pick(3);
        if (edge > 0 && edge - 1 > now_ && chance(2)) vm.warp(edge - 1);
    }

    function wander() internal {
        uint256 n = pick(8);
        if (n < 5 || !isFiat()) vm.warp(block.timestamp + pick(2 hours));
        else if (n == 5) toggle(buyers[pick(PEOPLE)]);
        else if (n == 6) toggle(providers[pick(PEOPLE)]);
        else if (tokenPaused || chance(3)) {
            tokenPaused = !tokenPaused;
            if (tokenPaused) ISwitches(address(token)).pause();
            else ISwitches(address(token)).unpause();
        }
    }

    function toggle(address account) internal {
        if (!isBlocked[account] && !chance(3)) return;
        isBlocked[account] = !isBlocked[account];
        if (isBlocked[account]) ISwitches(address(token)).blacklist(account);
        else ISwitches(address(token)).unBlacklist(account);
    }

    function govern() internal {
        uint256 n = pick(6);
        if (n == 0) {
            feeInForce = pick(501);
            vm.prank(owner);
            escrow.setFee(uint16(feeInForce));
        } else if (n == 1) {
            pausedUntil = block.timestamp + pick(1000);
            vm.prank(guardian);
            escrow.pauseOpening(uint40(pausedUntil));
        } else if (n == 2 && !tokenPaused) {
            escrow.collectFees();
            move(address(escrow), treasury, feesBooked);
            feesBooked = 0;
        } else if (n == 3) {
            pausedUntil = 0;
            vm.prank(owner);
            escrow.pauseOpening(0);
        } else if (n == 4 && !tokenPaused) {
            token.mint(address(escrow), 3);
            balances[address(escrow)] += 3;
            donated += 3;
            minted += 3;
        } else if (n == 5) {
            address rich = buyers[pick(PEOPLE)];
            if (tokenPaused || isBlocked[rich]) return;
            token.mint(rich, FUNDS);
            balances[rich] += FUNDS;
            minted += FUNDS;
        }
        compare();
    }

    uint256 internal donated;

    // Calls

    bytes4 internal expected;

    function expect(bytes4 selector) internal {
        if (expected == 0) expected = selector;
    }

    function expectIf(bool condition, bytes4 selector) internal {
        if (condition) expect(selector);
    }

    function expectStatus(Shadow storage job, uint256 status) internal {
        expectIf(job.status != status, INectoEscrow.WrongStatus.selector);
    }

    /// @dev Calls, and holds the result against what was expected. True when it worked.
    function run(address caller, bytes memory data, Did what) internal returns (bool done) {
        bytes memory result;
        vm.prank(caller);
        (done, result) = address(escrow).call(data);
        bytes4 wanted = expected;
        expected = 0;
        if (done) {
            eq(bytes32(wanted), bytes32(0), "worked, though it should not");
            ++did[uint256(what)];
        } else {
            if (wanted == 0) {
                eq(bytes32(bytes4(result)), bytes32(0), "refused, though it should work");
                yes(false, "refused without a reason, though it should work");
            }
            // Errors of the token, or of Permit2, are not the escrow's to name.
            if (wanted != 0xffffffff) eq(bytes32(bytes4(result)), bytes32(wanted), "refused for another reason");
            ++did[uint256(Did.Refused)];
        }
    }

    function stuck(address from, address to) internal view returns (bool) {
        return tokenPaused || isBlocked[from] || isBlocked[to];
    }

    function move(address from, address to, uint256 amount) internal {
        balances[from] -= amount;
        balances[to] += amount;
    }

    function pay(address to, uint256 amount) internal {
        if (amount == 0) return;
        if (stuck(address(escrow), to)) {
            credits[to] += amount;
            ++did[uint256(Did.Credit)];
        } else {
            move(address(escrow), to, amount);
        }
    }

    function anyone() internal returns (address) {
        uint256 n = pick(8);
        if (n < 3) return buyers[n];
        if (n < 6) return providers[n - 3];
        return n == 6 ? stranger : arbiter;
    }

    /// @dev Mostly the right one.
    function mostly(address right) internal returns (address) {
        return chance(8) ? anyone() : right;
    }

    // Opening

    function openSome(Shadow storage job) internal {
        if (job.status == 5) store(job);
        delete live[indexOf(job)];
        Shadow memory next;
        next.buyer = pick(PEOPLE);
        next.provider = pick(PEOPLE);
        next.rate =
            chance(4)
                ? pick(4_000)
                : chance(10)
                    ? type(uint48).max - pick(2)
                    : 1 + pick(50_000_000);
        next.secs =
            chance(6)
                ? 55 + pick(10)
                : chance(6)
                    ? 194 days - 3 + pick(6)
                    : 60 + pick(40_000);
        next.feeBps = chance(12) ? pick(600) : feeInForce;
        next.root = keccak256(abi.encode(seed));
        openAny(job, next, pick(5));
    }

    function indexOf(Shadow storage job) internal view returns (uint256 i) {
        while (live[i].id != job.id || slotOf(live[i]) != slotOf(job)) ++i;
    }

    function slotOf(Shadow storage job) internal pure returns (uint256 slot) {
        assembly {
            slot := job.slot
        }
    }

    function termsOf(Shadow memory job) internal returns (INectoEscrow.Terms memory) {
        return
            INectoEscrow.Terms({
                buyer: buyers[job.buyer],
                provider: providers[job.provider],
                salt: bytes32(++salts),
                listingId: bytes32(job.rate),
                listingVersion: uint32(job.secs),
                secs: uint24(job.secs),
                feeBps: uint16(job.feeBps),
                rate: uint48(job.rate),
                root: job.root,
                mode: bytes32(job.secs)
            });
    }

    function openAny(Shadow storage job, Shadow memory next, uint256 way) internal {
        INectoEscrow.Terms memory terms = termsOf(next);
        next.deposited = ceilOf(next.rate, next.secs);
        next.id = keccak256(abi.encode(block.chainid, address(escrow), terms));
        bool atOnce = way == 4;
        expectIf(block.timestamp < pausedUntil, INectoEscrow.OpeningIsPaused.selector);
        expectIf(next.feeBps != feeInForce, INectoEscrow.WrongFee.selector);
        expectIf(next.secs < 60 || next.secs > 194 * 86_400, INectoEscrow.SecsOutOfRange.selector);
        expectIf(next.deposited < 10_000, INectoEscrow.DepositTooSmall.selector);
        (address caller, bytes memory data) = openCall(terms, next, way);
        Did what = Did(way);
        if (!run(caller, data, what)) return;
        move(terms.buyer, address(escrow), next.deposited);
        next.status = atOnce ? 2 : 1;
        next.since = block.timestamp;
        live[indexOf(job)] = next;
        compare();
    }

    function openCall(
        INectoEscrow.Terms memory terms,
        Shadow memory next,
        uint256 way
    ) internal returns (address caller, bytes memory data) {
        caller = way < 2 ? mostly(terms.buyer) : stranger;
        if (way == 2 && !isFiat()) caller = stranger;
        bool poor = balances[terms.buyer] < next.deposited;
        if (way < 2) {
            expectIf(caller != terms.buyer, INectoEscrow.WrongCaller.selector);
            expectIf(poor || stuck(terms.buyer, address(escrow)), 0xffffffff);
        } else {
            expectIf(poor || stuck(terms.buyer, address(escrow)), 0xffffffff);
            expectIf(way == 2 && !isFiat(), 0xffffffff);
        }
        if (way == 0) {
            if (!tokenPaused) {
                vm.prank(terms.buyer);
                token.approve(address(escrow), next.deposited);
            }
            return (caller, abi.encodeCall(escrow.open, (terms)));
        }
        uint256 deadline = block.timestamp + 1;
        uint256 key = buyerKeys[next.buyer];
        if (way == 1) {
            bytes memory permitted = signed(key, permitDigestOf(terms.buyer, next.deposited, deadline));
            return (caller, abi.encodeCall(escrow.openWithPermit, (terms, deadline, permitted)));
        }
        bytes memory signature = authorizedBy(key, terms.buyer, next.deposited, deadline, next.id);
        if (way == 2) return (caller, abi.encodeCall(escrow.openWithAuthorization, (terms, 0, deadline, signature)));
        if (way == 3) {
            signature = permit2By(key, next.deposited, ++permit2Nonce, deadline, termsHash(terms));
            return (caller, abi.encodeCall(escrow.openWithPermit2, (terms, permit2Nonce, deadline, signature)));
        }
        return (caller, openAndStartCall(terms, next, deadline));
    }

    function openAndStartCall(
        INectoEscrow.Terms memory terms,
        Shadow memory next,
        uint256 deadline
    ) internal returns (bytes memory) {
        uint256 key = buyerKeys[next.buyer];
        uint256 signer = chance(10) ? key : providerKeys[next.provider];
        // The acceptance is checked before money is asked for.
        if (signer == key) {
            if (expected == 0xffffffff) expected = 0;
            expect(INectoEscrow.InvalidAcceptance.selector);
        }
        INectoEscrow.Acceptance memory acceptance = INectoEscrow.Acceptance(
            deadline,
            signed(signer, acceptanceDigest(next.id, deadline))
        );
        INectoEscrow.Payment memory payment;
        payment.deadline = deadline;
        if (isFiat()) {
            payment.method = INectoEscrow.PaymentMethod.Authorization;
            payment.signature = authorizedBy(key, terms.buyer, next.deposited, deadline, next.id);
        } else {
            payment.method = INectoEscrow.PaymentMethod.Permit2;
            payment.nonce = ++permit2Nonce;
            payment.signature = permit2By(key, next.deposited, permit2Nonce, deadline, termsHash(terms));
        }
        return abi.encodeCall(escrow.openAndStart, (terms, acceptance, payment));
    }

    function permitDigestOf(address account, uint256 value, uint256 deadline) internal view returns (bytes32) {
        bytes32 typehash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        uint256 nonce = token.nonces(account);
        bytes32 hash = keccak256(abi.encode(typehash, account, address(escrow), value, nonce, deadline));
        return typed(token.DOMAIN_SEPARATOR(), hash);
    }

    function authorizedBy(
        uint256 key,
        address from,
        uint256 value,
        uint256 deadline,
        bytes32 nonce
    ) internal view returns (bytes memory) {
        return signed(key, authorizationDigest(from, address(escrow), value, 0, deadline, nonce));
    }

    function permit2By(
        uint256 key,
        uint256 amount,
        uint256 nonce,
        uint256 deadline,
        bytes32 witness
    ) internal view returns (bytes memory) {
        return signed(key, permit2Digest(address(escrow), amount, nonce, deadline, witness));
    }

    /// @dev An id that was used once is used for good: opening again with the same terms is refused.
    function doReopen(Shadow storage job) internal view {
        if (job.id == 0) return;
        INectoEscrow.Job memory stored = escrow.jobs(job.id);
        yes(stored.buyer == buyers[job.buyer], "still there");
    }

    // Running

    function doStart(Shadow storage job) internal {
        address caller = mostly(providers[job.provider]);
        expectStatus(job, 1);
        expectIf(caller != providers[job.provider], INectoEscrow.WrongCaller.selector);
        expectIf(block.timestamp > job.since + START_WINDOW, INectoEscrow.TooLate.selector);
        if (!run(caller, abi.encodeCall(escrow.start, (job.id)), Did.Start)) return;
        job.status = 2;
        job.since = block.timestamp;
        compare();
    }

    function checkExtension(Shadow storage job, uint256 extra) internal returns (uint256 price) {
        expectStatus(job, 2);
        expectIf(block.timestamp >= job.since + job.secs, INectoEscrow.TooLate.selector);
        expectIf(extra < 60 || job.secs + extra > 194 * 86_400, INectoEscrow.SecsOutOfRange.selector);
        price = ceilOf(job.rate, job.secs + extra) - ceilOf(job.rate, job.secs);
    }

    function anyExtension(Shadow storage job) internal returns (uint24) {
        if (chance(8)) return uint24(56 + pick(8));
        if (chance(10) && job.secs < 194 days) return uint24(194 days - job.secs + pick(2));
        return uint24(60 + pick(20_000));
    }

    function doExtend(Shadow storage job) internal {
        address payer = buyers[job.buyer];
        address caller = mostly(payer);
        uint24 extra = anyExtension(job);
        uint256 price = checkExtension(job, extra);
        expectIf(caller != payer, INectoEscrow.WrongCaller.selector);
        expectIf(balances[payer] < price || stuck(payer, address(escrow)), 0xffffffff);
        if (!tokenPaused) {
            vm.prank(payer);
            token.approve(address(escrow), price);
        }
        if (!run(caller, abi.encodeCall(escrow.extend, (job.id, extra)), Did.Extend)) return;
        extended(job, extra, price);
    }

    function doExtendWithAuthorization(Shadow storage job) internal {
        address payer = buyers[job.buyer];
        uint24 extra = anyExtension(job);
        uint256 price = checkExtension(job, extra);
        expectIf(!isFiat() || balances[payer] < price || stuck(payer, address(escrow)), 0xffffffff);
        bytes32 nonce = keccak256(abi.encode(block.chainid, address(escrow), job.id, job.secs, uint256(extra)));
        uint256 deadline = block.timestamp + 1;
        bytes memory signature = authorizedBy(buyerKeys[job.buyer], payer, price, deadline, nonce);
        bytes memory data = abi.encodeCall(escrow.extendWithAuthorization, (job.id, extra, 0, deadline, signature));
        if (!run(stranger, data, Did.ExtendWithAuthorization)) return;
        extended(job, extra, price);
    }

    function extended(Shadow storage job, uint256 extra, uint256 price) internal {
        move(buyers[job.buyer], address(escrow), price);
        job.secs += extra;
        job.deposited += price;
        compare();
    }

    /// @dev Gives the provider all it has earned up to a gross total, less the fee on that total.
    function earn(Shadow storage job, uint256 gross) internal returns (uint256 net) {
        uint256 feeTotal = (gross * job.feeBps) / 10_000;
        net = gross - feeTotal - job.paid;
        feesBooked += feeTotal - job.fees;
        job.fees = feeTotal;
        job.paid += net;
    }

    function doCheckpoint(Shadow storage job) internal {
        address payee = providers[job.provider];
        address caller = mostly(payee);
        expectStatus(job, 2);
        expectIf(caller != payee, INectoEscrow.WrongCaller.selector);
        uint256 ripe = block.timestamp > job.since + DISPUTE_WINDOW ? block.timestamp - job.since - DISPUTE_WINDOW : 0;
        if (job.secs > 0 && ripe >= job.secs) ripe = job.secs - 1;
        expectIf(ripe <= job.paidSecs, INectoEscrow.NothingToPay.selector);
        if (!run(caller, abi.encodeCall(escrow.checkpoint, (job.id)), Did.Checkpoint)) return;
        job.paidSecs = ripe;
        pay(payee, earn(job, floorOf(job.rate, ripe)));
        compare();
    }

    // Ending

    function metered(Shadow storage job) internal view returns (uint256) {
        uint256 elapsed = block.timestamp - job.since;
        return elapsed < job.secs ? elapsed : job.secs;
    }

    function doEnd(Shadow storage job) internal {
        address caller = mostly(buyers[job.buyer]);
        expectStatus(job, 2);
        expectIf(caller != buyers[job.buyer], INectoEscrow.WrongCaller.selector);
        bytes memory data = abi.encodeWithSignature("end(bytes32)", job.id);
        if (!run(caller, data, Did.EndByBuyer)) return;
        closePaid(job, metered(job));
    }

    function closePaid(Shadow storage job, uint256 used) internal {
        job.usedSecs = used;
        closeWith(job, 4, floorOf(job.rate, used));
    }

    function closeWith(Shadow storage job, uint256 reason, uint256 gross) internal {
        closeSilently(job, reason, gross);
        compare();
    }

    function closeSilently(Shadow storage job, uint256 reason, uint256 gross) internal {
        pay(providers[job.provider], earn(job, gross));
        job.refunded = job.deposited - gross;
        pay(buyers[job.buyer], job.refunded);
        job.status = 5;
        job.reason = reason;
        job.since = block.timestamp;
    }

    function doClaim(Shadow storage job) internal {
        address payee = providers[job.provider];
        address caller = mostly(payee);
        expectStatus(job, 2);
        expectIf(caller != payee, INectoEscrow.WrongCaller.selector);
        uint256 most = job.status == 2 ? metered(job) : 0;
        uint256 claim =
            chance(4)
                ? most
                : chance(6)
                    ? most + 1
                    : pick(most + 1);
        if (chance(8) && job.paidSecs > 0) claim = job.paidSecs - pick(2);
        expectIf(claim > most || claim < job.paidSecs, INectoEscrow.SecsOutOfRange.selector);
        bytes memory data = abi.encodeWithSignature("end(bytes32,uint24)", job.id, claim);
        if (!run(caller, data, Did.EndByProvider)) return;
        endedNow(job, claim);
    }

    function endedNow(Shadow storage job, uint256 used) internal {
        job.status = 3;
        job.usedSecs = used;
        job.since = block.timestamp;
        compare();
    }

    function doExpire(Shadow storage job) internal {
        expectStatus(job, 2);
        expectIf(block.timestamp < job.since + job.secs, INectoEscrow.TooEarly.selector);
        if (!run(anyone(), abi.encodeCall(escrow.expire, (job.id)), Did.Expire)) return;
        endedNow(job, job.secs);
    }

    function ripeFor(Shadow storage job, address caller) internal view returns (bool) {
        return caller == buyers[job.buyer] || block.timestamp > job.since + DISPUTE_WINDOW;
    }

    function doSettle(Shadow storage job) internal {
        address caller = chance(3) ? buyers[job.buyer] : anyone();
        expectStatus(job, 3);
        expectIf(!ripeFor(job, caller), INectoEscrow.TooEarly.selector);
        Did what = caller == buyers[job.buyer] ? Did.SettleByBuyer : Did.SettleByAnyone;
        if (!run(caller, abi.encodeCall(escrow.settle, (job.id)), what)) return;
        closePaid(job, job.usedSecs);
    }

    function doSettleMany() internal {
        address caller = chance(3) ? buyers[pick(PEOPLE)] : stranger;
        uint256 count = 1 + pick(6);
        bytes32[] memory ids = new bytes32[](count);
        uint256 offset = pick(LIVE);
        uint256 settled;
        for (uint256 i = 0; i < count; ++i) {
            Shadow storage job = live[(offset + i) % LIVE];
            ids[i] = job.id;
            if (job.status == 3 && ripeFor(job, caller)) ++settled;
        }
        if (!run(caller, abi.encodeCall(escrow.settleMany, (ids)), Did.SettleMany)) return;
        if (settled == 0) --did[uint256(Did.SettleMany)];
        for (uint256 i = 0; i < count; ++i) {
            Shadow storage job = live[(offset + i) % LIVE];
            if (job.status != 3 || !ripeFor(job, caller)) continue;
            closeSilently(job, 4, floorOf(job.rate, job.usedSecs));
        }
        compare();
    }

    function doCancel(Shadow storage job) internal {
        address caller = chance(2) ? mostly(buyers[job.buyer]) : mostly(providers[job.provider]);
        bool isBuyer = caller == buyers[job.buyer];
        expectStatus(job, 1);
        expectIf(!isBuyer && caller != providers[job.provider], INectoEscrow.WrongCaller.selector);
        Did what = isBuyer ? Did.Cancel : Did.Decline;
        if (!run(caller, abi.encodeCall(escrow.cancel, (job.id)), what)) return;
        closeWith(job, isBuyer ? 1 : 2, 0);
    }

    function doReclaim(Shadow storage job) internal {
        expectStatus(job, 1);
        expectIf(block.timestamp <= job.since + START_WINDOW, INectoEscrow.TooEarly.selector);
        if (!run(anyone(), abi.encodeCall(escrow.reclaim, (job.id)), Did.Reclaim)) return;
        closeWith(job, 3, 0);
    }

    // Disputes

    function doDispute(Shadow storage job) internal {
        address caller = mostly(buyers[job.buyer]);
        bool wasEnded = job.status == 3;
        uint256 claimed =
            wasEnded
                ? job.usedSecs
                : job.status == 2
                    ? metered(job)
                    : 0;
        if (wasEnded) expectIf(block.timestamp > job.since + DISPUTE_WINDOW, INectoEscrow.TooLate.selector);
        else expectStatus(job, 2);
        expectIf(caller != buyers[job.buyer], INectoEscrow.WrongCaller.selector);
        uint256 accepted =
            chance(3)
                ? job.paidSecs
                : chance(6)
                    ? claimed + 1
                    : pick(claimed + 1);
        expectIf(accepted < job.paidSecs || accepted > claimed, INectoEscrow.SecsOutOfRange.selector);
        bytes memory data = abi.encodeCall(escrow.dispute, (job.id, bytes32(seed), uint24(accepted)));
        if (!run(caller, data, wasEnded ? Did.DisputeEnded : Did.DisputeActive)) return;
        job.status = 4;
        job.usedSecs = claimed;
        job.since = block.timestamp;
        if (accepted != job.paidSecs) {
            job.paidSecs = accepted;
            pay(providers[job.provider], earn(job, floorOf(job.rate, accepted)));
        }
        compare();
    }

    function doResolve(Shadow storage job) internal {
        address caller = mostly(arbiter);
        expectStatus(job, 4);
        expectIf(caller != arbiter, INectoEscrow.WrongCaller.selector);
        uint256 decided = job.status == 4 ? job.paidSecs + pick(job.usedSecs - job.paidSecs + 1) : 0;
        if (chance(8)) decided = job.usedSecs + 1;
        if (chance(8) && job.paidSecs > 0) decided = job.paidSecs - 1;
        expectIf(decided < job.paidSecs || decided > job.usedSecs, INectoEscrow.SecsOutOfRange.selector);
        bytes memory data = abi.encodeCall(escrow.resolve, (job.id, uint24(decided), bytes32(seed)));
        if (!run(caller, data, Did.Resolve)) return;
        job.usedSecs = decided;
        closeWith(job, 5, floorOf(job.rate, decided));
    }

    function doTimeout(Shadow storage job) internal {
        expectStatus(job, 4);
        expectIf(block.timestamp <= job.since + ARBITER_WINDOW, INectoEscrow.TooEarly.selector);
        bytes memory data = abi.encodeCall(escrow.resolveByTimeout, (job.id));
        if (!run(anyone(), data, Did.ResolveByTimeout)) return;
        uint256 accepted = floorOf(job.rate, job.paidSecs);
        uint256 contested = floorOf(job.rate, job.usedSecs) - accepted;
        closeWith(job, 6, accepted + contested / 2);
    }

    function doRate(Shadow storage job) internal {
        address caller = mostly(buyers[job.buyer]);
        uint256 stars = chance(8) ? (chance(2) ? 0 : 6) : 1 + pick(5);
        expectStatus(job, 5);
        expectIf(caller != buyers[job.buyer], INectoEscrow.WrongCaller.selector);
        expectIf(stars == 0 || stars == 6, INectoEscrow.StarsOutOfRange.selector);
        expectIf(job.reason < 4 || job.usedSecs == 0, INectoEscrow.NotPaid.selector);
        expectIf(job.rated, INectoEscrow.AlreadyRated.selector);
        if (!run(caller, abi.encodeCall(escrow.rate, (job.id, uint8(stars))), Did.Rate)) return;
        job.rated = true;
        compare();
    }

    function takeCredit() internal {
        address who = chance(2) ? buyers[pick(PEOPLE)] : providers[pick(PEOPLE)];
        for (uint256 i = 0; i < PEOPLE && credits[who] == 0; ++i) {
            who = credits[buyers[i]] > 0 ? buyers[i] : providers[i];
        }
        address to = chance(3) ? stranger : who;
        expectIf(credits[who] == 0, INectoEscrow.NoCredit.selector);
        expectIf(stuck(address(escrow), to), 0xffffffff);
        if (!run(who, abi.encodeCall(escrow.withdraw, (to)), Did.Withdraw)) return;
        move(address(escrow), to, credits[who]);
        credits[who] = 0;
        compare();
    }

    // Comparison

    function store(Shadow storage job) internal {
        archive.push(job.id);
        archived[job.id] = keccak256(abi.encode(escrow.jobs(job.id)));
    }

    function lockedOf(Shadow storage job) internal view returns (uint256) {
        if (job.status == 5 || job.status == 0) return 0;
        return job.deposited - job.paid - job.fees;
    }

    /// @notice Every field, balance and credit, in the model and in the chain's state.
    function compare() internal view {
        uint256 locked;
        for (uint256 i = 0; i < LIVE; ++i) {
            compareJob(live[i]);
            locked += lockedOf(live[i]);
        }
        uint256 owed = locked + feesBooked + donated;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            compareAccount(buyers[i]);
            compareAccount(providers[i]);
            owed += credits[buyers[i]] + credits[providers[i]];
        }
        compareAccount(stranger);
        compareAccount(treasury);
        compareAccount(address(escrow));
        eq(balances[address(escrow)], owed, "the model is solvent");
        INectoEscrow.Config memory config = escrow.config();
        eq(config.fees, feesBooked, "fees");
        eq(config.feeBps, feeInForce, "fee in force");
        eq(config.pausedUntil, pausedUntil, "paused until");
    }

    function compareAccount(address account) internal view {
        eq(token.balanceOf(account), balances[account], "balance");
        eq(escrow.creditOf(account), credits[account], "credit");
    }

    function compareJob(Shadow storage job) internal view {
        if (job.status == 0) return;
        INectoEscrow.Job memory stored = escrow.jobs(job.id);
        eq(uint256(stored.status), job.status, "status");
        eq(uint256(stored.reason), job.reason, "reason");
        eq(stored.rated ? 1 : 0, job.rated ? 1 : 0, "rated");
        eq(stored.buyer, buyers[job.buyer], "buyer");
        eq(stored.provider, providers[job.provider], "provider");
        eq(stored.rate, job.rate, "rate");
        eq(stored.secs, job.secs, "secs");
        eq(stored.feeBps, job.feeBps, "fee");
        eq(stored.since, job.since, "since");
        eq(stored.paidSecs, job.paidSecs, "paidSecs");
        eq(stored.usedSecs, job.usedSecs, "usedSecs");
        eq(stored.root, job.root, "root");
        eq(escrow.lockedIn(job.id), lockedOf(job), "locked");
    }
}
