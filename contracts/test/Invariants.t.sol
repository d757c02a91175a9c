// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {EscrowModel} from "./support/EscrowModel.sol";

/// @notice The driver as the target of the invariant runs, with what the invariants ask of the model.
abstract contract Driver is EscrowModel {
    constructor() {
        setUp();
    }

    /// @notice Held = locked + credits + fees + donated.
    function checkSolvent() external view {
        uint256 owed = feesBooked + donated;
        for (uint256 i = 0; i < LIVE; ++i) if (live[i].status != 0) owed += escrow.lockedIn(live[i].id);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            owed += escrow.creditOf(buyers[i]) + escrow.creditOf(providers[i]);
        }
        eq(token.balanceOf(address(escrow)), owed, "held = owed");
    }

    /// @notice No token is made or lost.
    function checkConserved() external view {
        uint256 sum = token.balanceOf(address(escrow)) + token.balanceOf(stranger) + token.balanceOf(treasury);
        for (uint256 i = 0; i < PEOPLE; ++i) sum += token.balanceOf(buyers[i]) + token.balanceOf(providers[i]);
        eq(sum + token.balanceOf(buyer), minted, "sum of balances");
    }

    /// @notice Storage is what the model says.
    function checkModel() external view {
        compare();
    }

    /// @notice What was closed and left stays as it was.
    function checkArchive() external view {
        uint256 count = archive.length;
        for (uint256 i = count > 5 ? count - 5 : 0; i < count; ++i) checkArchived(i);
        if (count > 0) checkArchived(uint256(keccak256(abi.encode(seed))) % count);
    }

    function checkArchived(uint256 i) internal view {
        eq(keccak256(abi.encode(escrow.jobs(archive[i]))), archived[archive[i]], "closed for good");
        eq(escrow.lockedIn(archive[i]), 0, "empty");
    }

    function job(uint256 i) public view returns (INectoEscrow.Job memory) {
        return escrow.jobs(live[i].id);
    }

    function checkPaidWithinUsed() external view {
        for (uint256 i = 0; i < LIVE; ++i) {
            INectoEscrow.Job memory j = job(i);
            if (j.status == INectoEscrow.Status.Active) yes(j.paidSecs < j.secs, "leaves a second");
            if (j.status > INectoEscrow.Status.Active) yes(j.paidSecs <= j.usedSecs, "paid <= used");
        }
    }

    function checkUsedWithinBought() external view {
        for (uint256 i = 0; i < LIVE; ++i) yes(job(i).usedSecs <= job(i).secs, "used <= bought");
    }

    function checkUsedOnlyAfterEnd() external view {
        for (uint256 i = 0; i < LIVE; ++i) {
            INectoEscrow.Job memory j = job(i);
            if (j.status <= INectoEscrow.Status.Active) eq(j.usedSecs, 0, "nothing claimed yet");
            if (j.status == INectoEscrow.Status.Funded) eq(j.paidSecs, 0, "nothing paid yet");
        }
    }

    function checkReasonOnlyWhenClosed() external view {
        for (uint256 i = 0; i < LIVE; ++i) {
            INectoEscrow.Job memory j = job(i);
            bool isClosed = j.status == INectoEscrow.Status.Closed;
            yes(isClosed == (j.reason != INectoEscrow.CloseReason.None), "a reason when closed, and only then");
        }
    }

    function checkNothingLockedWhenClosed() external view {
        for (uint256 i = 0; i < LIVE; ++i) {
            if (job(i).status == INectoEscrow.Status.Closed) eq(escrow.lockedIn(live[i].id), 0, "empty");
        }
    }

    function checkPartsAddUp() external view {
        for (uint256 i = 0; i < LIVE; ++i) {
            if (live[i].status != 5) continue;
            eq(live[i].paid + live[i].fees + live[i].refunded, live[i].deposited, "parts = deposit");
        }
    }

    function checkFeeBounds() external view {
        yes(escrow.config().feeBps <= 500, "fee in force");
        for (uint256 i = 0; i < LIVE; ++i) {
            yes(job(i).feeBps <= 500, "fee of a job");
            yes(live[i].fees * 10_000 <= (live[i].paid + live[i].fees) * 500, "fee taken");
        }
    }

    function checkNoFeeOnRefund() external view {
        for (uint256 i = 0; i < LIVE; ++i) {
            INectoEscrow.CloseReason reason = job(i).reason;
            if (reason == INectoEscrow.CloseReason.None || reason >= INectoEscrow.CloseReason.Paid) continue;
            eq(live[i].fees, 0, "no fee");
            eq(live[i].refunded, live[i].deposited, "all back");
            eq(live[i].paid, 0, "nothing paid");
        }
    }

    function checkProviderNeverOverpaid() external view {
        for (uint256 i = 0; i < LIVE; ++i) {
            INectoEscrow.Job memory j = job(i);
            uint256 most = j.status >= INectoEscrow.Status.Ended ? j.usedSecs : j.secs;
            yes(live[i].paid + live[i].fees <= floorOf(j.rate, most), "earned at most by the meter");
        }
    }

    function checkClock() external view {
        for (uint256 i = 0; i < LIVE; ++i) yes(job(i).since <= block.timestamp, "not in the future");
    }

    function checkPause() external view {
        yes(escrow.config().pausedUntil <= block.timestamp + 7 days, "at most seven days");
    }

    function checkNobodyElseGains() external view {
        eq(token.balanceOf(owner), 0, "owner");
        eq(token.balanceOf(guardian), 0, "guardian");
        eq(token.balanceOf(arbiter), 0, "arbiter");
        eq(token.balanceOf(PERMIT2), 0, "permit2");
        eq(escrow.creditOf(owner) + escrow.creditOf(arbiter) + escrow.creditOf(treasury), 0, "credits");
    }

    function checkRatedOnlyWhenPaid() external view {
        for (uint256 i = 0; i < LIVE; ++i) {
            INectoEscrow.Job memory j = job(i);
            if (j.rated) yes(j.reason >= INectoEscrow.CloseReason.Paid && j.usedSecs > 0, "paid");
        }
    }

    function checkLength() external view {
        for (uint256 i = 0; i < LIVE; ++i) {
            INectoEscrow.Job memory j = job(i);
            if (j.status != INectoEscrow.Status.None) yes(j.secs >= 60 && j.secs <= 194 days, "60 s to 194 d");
        }
    }

    /// @notice Whatever the state, a stranger and time empty every job, and every claim can be withdrawn.
    function drain() external {
        uint256 before = block.timestamp;
        for (uint256 i = 0; i < LIVE; ++i) {
            bytes32 id = live[i].id;
            INectoEscrow.Status status = escrow.jobs(id).status;
            vm.startPrank(stranger);
            if (status == INectoEscrow.Status.Funded) {
                vm.warp(block.timestamp + START_WINDOW + 1);
                escrow.reclaim(id);
            } else if (status == INectoEscrow.Status.Active) {
                vm.warp(block.timestamp + 194 days);
                escrow.expire(id);
            }
            if (escrow.jobs(id).status == INectoEscrow.Status.Ended) {
                vm.warp(block.timestamp + DISPUTE_WINDOW + 1);
                escrow.settle(id);
            }
            if (escrow.jobs(id).status == INectoEscrow.Status.Disputed) {
                vm.warp(block.timestamp + ARBITER_WINDOW + 1);
                escrow.resolveByTimeout(id);
            }
            vm.stopPrank();
            eq(escrow.lockedIn(id), 0, "emptied");
        }
        if (!tokenPaused) {
            for (uint256 i = 0; i < PEOPLE; ++i) {
                drainCredit(buyers[i]);
                drainCredit(providers[i]);
            }
            escrow.collectFees();
            eq(token.balanceOf(address(escrow)), donated, "only what was sent without a job is left");
        }
        vm.warp(before);
    }

    function drainCredit(address account) internal {
        if (escrow.creditOf(account) == 0) return;
        vm.prank(account);
        escrow.withdraw(address(0xf4e5));
        eq(escrow.creditOf(account), 0, "withdrawn");
    }
}

contract FiatDriver is Driver {
    function isFiat() internal pure override returns (bool) {
        return true;
    }
}

contract PlainDriver is Driver {
    function isFiat() internal pure override returns (bool) {
        return false;
    }
}

/// @notice The list of invariants. Each run drives the escrow and the model side by side, and any difference fails it too.
abstract contract Invariants {
    Driver internal driver;

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(driver);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0].addr = address(driver);
        targets[0].selectors = new bytes4[](1);
        targets[0].selectors[0] = EscrowModel.step.selector;
    }

    function invariant_held_is_what_is_owed() public view {
        driver.checkSolvent();
    }

    function invariant_no_token_is_made_or_lost() public view {
        driver.checkConserved();
    }

    function invariant_storage_is_what_the_model_says() public view {
        driver.checkModel();
    }

    function invariant_closed_jobs_stay_as_they_are() public view {
        driver.checkArchive();
    }

    function invariant_paid_seconds_are_within_used_seconds() public view {
        driver.checkPaidWithinUsed();
    }

    function invariant_used_seconds_are_within_bought_seconds() public view {
        driver.checkUsedWithinBought();
    }

    function invariant_seconds_are_claimed_only_at_the_end() public view {
        driver.checkUsedOnlyAfterEnd();
    }

    function invariant_a_job_has_a_reason_exactly_when_closed() public view {
        driver.checkReasonOnlyWhenClosed();
    }

    function invariant_a_closed_job_holds_nothing() public view {
        driver.checkNothingLockedWhenClosed();
    }

    function invariant_the_parts_of_a_deposit_add_up() public view {
        driver.checkPartsAddUp();
    }

    function invariant_fees_are_within_the_cap() public view {
        driver.checkFeeBounds();
    }

    function invariant_refunds_carry_no_fee() public view {
        driver.checkNoFeeOnRefund();
    }

    function invariant_a_provider_gets_at_most_what_the_meter_shows() public view {
        driver.checkProviderNeverOverpaid();
    }

    function invariant_no_clock_is_in_the_future() public view {
        driver.checkClock();
    }

    function invariant_a_pause_is_at_most_seven_days() public view {
        driver.checkPause();
    }

    function invariant_nobody_else_gains() public view {
        driver.checkNobodyElseGains();
    }

    function invariant_only_paid_jobs_are_rated() public view {
        driver.checkRatedOnlyWhenPaid();
    }

    function invariant_lengths_are_within_bounds() public view {
        driver.checkLength();
    }

    function invariant_anyone_can_empty_every_job() public {
        driver.drain();
    }
}

contract InvariantsFiatTest is Invariants {
    function setUp() public {
        driver = new FiatDriver();
    }
}

contract InvariantsPlainTest is Invariants {
    function setUp() public {
        driver = new PlainDriver();
    }
}
