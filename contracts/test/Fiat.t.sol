// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {Wallet1271} from "./hostile/Wallets.sol";
import {EscrowFixture, ISwitches, ITestToken} from "./support/EscrowFixture.sol";

/// @notice What only the token like Circle's can do: EIP-3009, blocking, pausing, and the credits that follow.
contract FiatTest is EscrowFixture {
    function isFiat() internal pure override returns (bool) {
        return true;
    }

    function switches() internal view returns (ISwitches) {
        return ISwitches(address(token));
    }

    function openAuthorized(INectoEscrow.Terms memory terms, bytes memory signature) internal returns (bytes32) {
        vm.prank(relayer);
        return escrow.openWithAuthorization(terms, 0, block.timestamp + 600, signature);
    }

    function refusedAuthorization(INectoEscrow.Terms memory terms, bytes memory signature) internal {
        vm.prank(relayer);
        vm.expectRevert();
        escrow.openWithAuthorization(terms, 0, block.timestamp + 600, signature);
    }

    // EIP-3009

    function test_authorization_opens_by_a_relayer_without_allowance() public {
        vm.prank(buyer);
        token.approve(address(escrow), 0);
        bytes32 jobId = openAuthorized(exampleTerms(), authorizationFor(exampleTerms()));
        eq(jobId, escrow.jobIdOf(exampleTerms()), "id");
        isStatus(jobId, INectoEscrow.Status.Funded);
        isSplit(exampleDeposit(), 0, 0);
    }

    function test_authorization_gives_the_same_event_as_open() public {
        INectoEscrow.Terms memory t = exampleTerms();
        bytes memory signature = authorizationFor(t);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobOpened(
            escrow.jobIdOf(t),
            t.buyer,
            t.provider,
            t.salt,
            t.listingId,
            t.listingVersion,
            t.secs,
            t.feeBps,
            t.rate,
            t.root,
            t.mode
        );
        openAuthorized(t, signature);
    }

    function test_authorization_binds_every_term() public {
        bytes memory signature = authorizationFor(exampleTerms());
        for (uint256 i = 0; i < 8; ++i) {
            INectoEscrow.Terms memory t = exampleTerms();
            if (i == 0) t.provider = stranger;
            if (i == 1) t.salt = keccak256("other");
            if (i == 2) t.listingId = keccak256("other");
            if (i == 3) t.listingVersion = 4;
            if (i == 4) t.secs = 3600;
            if (i == 5) t.rate = 2_500_000;
            if (i == 6) t.root = keccak256("other");
            if (i == 7) t.mode = keccak256("other");
            refusedAuthorization(t, signature);
        }
    }

    function test_authorization_by_another_key_is_refused() public {
        INectoEscrow.Terms memory t = exampleTerms();
        bytes32 digest = authorizationDigest(buyer, address(escrow), exampleDeposit(), 0, T0 + 600, escrow.jobIdOf(t));
        refusedAuthorization(t, signed(STRANGER_KEY, digest));
    }

    function test_authorization_used_twice_is_refused() public {
        bytes memory signature = authorizationFor(exampleTerms());
        openAuthorized(exampleTerms(), signature);
        refusedAuthorization(exampleTerms(), signature);
    }

    function test_authorization_that_has_expired_is_refused() public {
        bytes memory signature = authorizationFor(exampleTerms());
        skip(600);
        vm.expectRevert();
        escrow.openWithAuthorization(exampleTerms(), 0, T0 + 600, signature);
    }

    function test_authorization_that_is_not_valid_yet_is_refused() public {
        INectoEscrow.Terms memory t = exampleTerms();
        bytes32 digest = authorizationDigest(buyer, address(escrow), exampleDeposit(), T0, T0 + 600, escrow.jobIdOf(t));
        bytes memory signature = signed(BUYER_KEY, digest);
        vm.expectRevert();
        escrow.openWithAuthorization(t, T0, T0 + 600, signature);
        skip(1);
        escrow.openWithAuthorization(t, T0, T0 + 600, signature);
    }

    function test_authorization_cannot_be_taken_by_somebody_else_first() public {
        INectoEscrow.Terms memory t = exampleTerms();
        bytes memory signature = authorizationFor(t);
        bytes32 jobId = escrow.jobIdOf(t);
        vm.prank(stranger);
        (bool done, ) = address(token).call(
            abi.encodeWithSignature(
                "receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)",
                buyer,
                address(escrow),
                exampleDeposit(),
                0,
                T0 + 600,
                jobId,
                signature
            )
        );
        yes(!done, "only the escrow may use it");
        openAuthorized(t, signature);
    }

    function test_a_cancelled_authorization_is_refused() public {
        INectoEscrow.Terms memory t = exampleTerms();
        bytes memory signature = authorizationFor(t);
        bytes32 jobId = escrow.jobIdOf(t);
        bytes32 hash = keccak256(
            abi.encode(keccak256("CancelAuthorization(address authorizer,bytes32 nonce)"), buyer, jobId)
        );
        (bool done, ) = address(token).call(
            abi.encodeWithSignature(
                "cancelAuthorization(address,bytes32,bytes)",
                buyer,
                jobId,
                signed(BUYER_KEY, typed(token.DOMAIN_SEPARATOR(), hash))
            )
        );
        yes(done, "cancelled");
        refusedAuthorization(t, signature);
    }

    function test_authorization_for_another_escrow_is_refused() public {
        INectoEscrow other = deployEscrow(setupOf(address(token)));
        bytes memory signature = authorizationFor(exampleTerms());
        vm.expectRevert();
        other.openWithAuthorization(exampleTerms(), 0, T0 + 600, signature);
    }

    function test_authorization_on_another_chain_is_refused() public {
        bytes memory signature = authorizationFor(exampleTerms());
        vm.chainId(99_999);
        refusedAuthorization(exampleTerms(), signature);
    }

    function test_authorization_while_paused_is_refused() public {
        bytes memory signature = authorizationFor(exampleTerms());
        vm.prank(guardian);
        escrow.pauseOpening(uint40(T0 + 100));
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.OpeningIsPaused.selector, T0 + 100));
        escrow.openWithAuthorization(exampleTerms(), 0, T0 + 600, signature);
    }

    function test_authorization_of_a_smart_account() public {
        Wallet1271 wallet = new Wallet1271();
        token.mint(address(wallet), FUNDS);
        INectoEscrow.Terms memory t = exampleTerms();
        t.buyer = address(wallet);
        wallet.set(
            Wallet1271.Mode.Accept,
            authorizationDigest(address(wallet), address(escrow), exampleDeposit(), 0, T0 + 600, escrow.jobIdOf(t))
        );
        isStatus(openAuthorized(t, "passkey"), INectoEscrow.Status.Funded);
    }

    function test_authorization_of_a_smart_account_with_65_bytes() public {
        Wallet1271 wallet = new Wallet1271();
        token.mint(address(wallet), FUNDS);
        INectoEscrow.Terms memory t = exampleTerms();
        t.buyer = address(wallet);
        wallet.set(
            Wallet1271.Mode.Accept,
            authorizationDigest(address(wallet), address(escrow), exampleDeposit(), 0, T0 + 600, escrow.jobIdOf(t))
        );
        isStatus(openAuthorized(t, new bytes(65)), INectoEscrow.Status.Funded);
    }

    function test_permit_of_a_smart_account() public {
        Wallet1271 wallet = new Wallet1271();
        token.mint(address(wallet), FUNDS);
        INectoEscrow.Terms memory t = exampleTerms();
        t.buyer = address(wallet);
        bytes32 typehash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 hash = keccak256(abi.encode(typehash, address(wallet), address(escrow), exampleDeposit(), 0, T0 + 600));
        wallet.set(Wallet1271.Mode.Accept, typed(token.DOMAIN_SEPARATOR(), hash));
        wallet.run(address(escrow), abi.encodeCall(escrow.openWithPermit, (t, T0 + 600, "passkey")));
        isStatus(escrow.jobIdOf(t), INectoEscrow.Status.Funded);
        eq(token.allowance(address(wallet), address(escrow)), 0, "allowance used up");
    }

    function test_open_and_start_with_an_authorization_by_a_relayer() public {
        INectoEscrow.Terms memory t = exampleTerms();
        INectoEscrow.Payment memory p = INectoEscrow.Payment(
            INectoEscrow.PaymentMethod.Authorization,
            0,
            0,
            T0 + 600,
            authorizationFor(t)
        );
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, escrow.jobIdOf(t));
        vm.prank(relayer);
        bytes32 jobId = escrow.openAndStart(t, a, p);
        isStatus(jobId, INectoEscrow.Status.Active);
        isSplit(exampleDeposit(), 0, 0);
    }

    function test_open_and_start_passes_on_when_the_authorization_becomes_valid() public {
        INectoEscrow.Terms memory t = exampleTerms();
        bytes32 jobId = escrow.jobIdOf(t);
        bytes memory signature = signed(
            BUYER_KEY,
            authorizationDigest(buyer, address(escrow), exampleDeposit(), T0 - 5, T0 + 600, jobId)
        );
        INectoEscrow.Payment memory p = INectoEscrow.Payment(
            INectoEscrow.PaymentMethod.Authorization,
            0,
            T0 - 5,
            T0 + 600,
            signature
        );
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, jobId);
        vm.prank(relayer);
        isStatus(escrow.openAndStart(t, a, p), INectoEscrow.Status.Active);
    }

    function useOldToken() internal {
        address implementation = deploy("TestUSDC.sol:TestUSDC", abi.encode(address(this)));
        bytes memory setup = abi.encodeCall(ISwitches.initialize, (address(this)));
        token = ITestToken(deploy("OldFiatProxy.sol:OldFiatProxy", abi.encode(implementation, setup)));
        escrow = deployEscrow(setupOf(address(token)));
        token.mint(buyer, FUNDS);
    }

    function test_authorization_with_a_token_of_the_older_version() public {
        useOldToken();
        isStatus(openAuthorized(exampleTerms(), authorizationFor(exampleTerms())), INectoEscrow.Status.Funded);
    }

    function test_permit_with_a_token_of_the_older_version() public {
        useOldToken();
        bytes memory signature = permitFor(exampleDeposit());
        vm.prank(buyer);
        isStatus(escrow.openWithPermit(exampleTerms(), T0 + 600, signature), INectoEscrow.Status.Funded);
    }

    function extensionSignature(bytes32 jobId, uint24 secs, uint24 extraSecs) internal view returns (bytes memory) {
        return
            signed(
                BUYER_KEY,
                authorizationDigest(
                    buyer,
                    address(escrow),
                    ceilOf(2_500_001, uint256(secs) + extraSecs) - ceilOf(2_500_001, secs),
                    0,
                    T0 + 600,
                    escrow.extensionIdOf(jobId, secs, extraSecs)
                )
            );
    }

    function test_extension_by_authorization_and_relayer() public {
        bytes32 jobId = active();
        bytes memory signature = extensionSignature(jobId, 3601, 1801);
        vm.prank(relayer);
        escrow.extendWithAuthorization(jobId, 1801, 0, T0 + 600, signature);
        eq(escrow.jobs(jobId).secs, 5402, "secs");
        isSplit(ceilOf(2_500_001, 5402), 0, 0);
    }

    function test_extension_by_authorization_twice_is_refused() public {
        bytes32 jobId = active();
        bytes memory signature = extensionSignature(jobId, 3601, 1801);
        escrow.extendWithAuthorization(jobId, 1801, 0, T0 + 600, signature);
        vm.expectRevert();
        escrow.extendWithAuthorization(jobId, 1801, 0, T0 + 600, signature);
    }

    function test_extension_by_authorization_for_other_seconds_is_refused() public {
        bytes32 jobId = active();
        bytes memory signature = extensionSignature(jobId, 3601, 1801);
        vm.expectRevert();
        escrow.extendWithAuthorization(jobId, 1800, 0, T0 + 600, signature);
    }

    function test_extension_by_authorization_from_another_length_is_refused() public {
        bytes32 jobId = active();
        bytes memory signature = extensionSignature(jobId, 3601, 1801);
        vm.prank(buyer);
        escrow.extend(jobId, 60);
        vm.expectRevert();
        escrow.extendWithAuthorization(jobId, 1801, 0, T0 + 600, signature);
    }

    function test_extension_by_an_opening_authorization_is_refused() public {
        bytes32 jobId = active();
        bytes memory signature = authorizationFor(exampleTerms());
        vm.expectRevert();
        escrow.extendWithAuthorization(jobId, 3601, 0, T0 + 600, signature);
    }

    // blocked accounts

    function test_end_with_a_blocked_provider_credits_it_and_refunds_the_buyer() public {
        bytes32 jobId = active();
        skip(1234);
        switches().blacklist(provider);
        uint256 gross = floorOf(2_500_001, 1234);
        vm.expectEmit(address(escrow));
        emit INectoEscrow.Credited(provider, netOf(gross));
        vm.prank(buyer);
        escrow.end(jobId);
        isSplit(gross, 0, feeOf(gross));
        eq(escrow.creditOf(provider), netOf(gross), "credit");
        isEmpty();
    }

    function test_end_with_a_blocked_buyer_credits_it_and_pays_the_provider() public {
        bytes32 jobId = ended(1000);
        switches().blacklist(buyer);
        skip(DISPUTE_WINDOW + 1);
        escrow.settle(jobId);
        uint256 gross = floorOf(2_500_001, 1000);
        eq(token.balanceOf(provider), netOf(gross), "paid");
        eq(escrow.creditOf(buyer), exampleDeposit() - gross, "credit");
        isEmpty();
    }

    function test_a_blocked_buyer_can_still_end() public {
        bytes32 jobId = active();
        skip(100);
        switches().blacklist(buyer);
        vm.prank(buyer);
        escrow.end(jobId);
        isReason(jobId, INectoEscrow.CloseReason.Paid);
    }

    function test_cancel_with_a_blocked_buyer_credits_it() public {
        bytes32 jobId = openExample();
        switches().blacklist(buyer);
        vm.prank(provider);
        escrow.cancel(jobId);
        eq(escrow.creditOf(buyer), exampleDeposit(), "credit");
    }

    function test_a_blocked_treasury_stops_nothing() public {
        switches().blacklist(treasury);
        bytes32 jobId = active();
        skip(1234);
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(2_500_001, 1234);
        isSplit(gross, netOf(gross), feeOf(gross));
        vm.expectRevert();
        escrow.collectFees();
        vm.prank(owner);
        escrow.setTreasury(stranger);
        escrow.collectFees();
        eq(token.balanceOf(stranger), feeOf(gross), "fees at the new treasury");
    }

    function test_a_blocked_escrow_turns_payouts_into_credits_until_it_is_released() public {
        bytes32 jobId = ended(1000);
        switches().blacklist(address(escrow));
        vm.prank(buyer);
        escrow.settle(jobId);
        uint256 gross = floorOf(2_500_001, 1000);
        eq(escrow.creditOf(provider), netOf(gross), "provider's credit");
        eq(escrow.creditOf(buyer), exampleDeposit() - gross, "buyer's credit");
        vm.prank(provider);
        vm.expectRevert();
        escrow.withdraw(provider);
        switches().unBlacklist(address(escrow));
        vm.prank(provider);
        escrow.withdraw(provider);
        eq(token.balanceOf(provider), netOf(gross), "paid in the end");
    }

    function test_a_blocked_creditor_may_name_a_fresh_address() public {
        bytes32 jobId = ended(1000);
        switches().blacklist(provider);
        vm.prank(buyer);
        escrow.settle(jobId);
        vm.prank(provider);
        escrow.withdraw(relayer);
        eq(token.balanceOf(relayer), netOf(floorOf(2_500_001, 1000)), "fresh address");
    }

    function test_dispute_with_a_blocked_provider_credits_the_accepted_part() public {
        bytes32 jobId = ended(1000);
        switches().blacklist(provider);
        vm.prank(buyer);
        escrow.dispute(jobId, 0, 400);
        eq(escrow.creditOf(provider), netOf(floorOf(2_500_001, 400)), "credit");
    }

    function test_checkpoint_of_a_blocked_provider_credits_it() public {
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.secs = 100_000;
        bytes32 jobId = openAs(terms);
        startIt(jobId);
        skip(DISPUTE_WINDOW + 3600);
        switches().blacklist(provider);
        vm.prank(operator);
        escrow.checkpoint(jobId);
        eq(escrow.creditOf(provider), netOf(2_500_001), "credit");
    }

    function test_credits_add_up() public {
        switches().blacklist(provider);
        for (uint256 i = 0; i < 3; ++i) {
            INectoEscrow.Terms memory terms = exampleTerms();
            terms.salt = bytes32(i);
            bytes32 jobId = openAs(terms);
            startIt(jobId);
            skip(1000);
            vm.prank(buyer);
            escrow.end(jobId);
        }
        eq(escrow.creditOf(provider), 3 * netOf(floorOf(2_500_001, 1000)), "credits");
    }

    function test_one_blocked_party_does_not_stop_a_batch() public {
        bytes32[] memory ids = new bytes32[](3);
        for (uint256 i = 0; i < 3; ++i) {
            INectoEscrow.Terms memory terms = exampleTerms();
            terms.salt = bytes32(i);
            terms.provider = i == 1 ? stranger : provider;
            ids[i] = openAs(terms);
            vm.startPrank(terms.provider);
            escrow.start(ids[i]);
            skip(10);
            escrow.end(ids[i], 10);
            vm.stopPrank();
        }
        switches().blacklist(stranger);
        skip(DISPUTE_WINDOW + 1);
        eq(escrow.settleMany(ids), 3, "settled");
        uint256 net = netOf(floorOf(2_500_001, 10));
        eq(token.balanceOf(provider), 2 * net, "paid");
        eq(escrow.creditOf(stranger), net, "credited");
    }

    // withdraw

    function credited() internal returns (uint256 amount) {
        bytes32 jobId = ended(1000);
        switches().blacklist(provider);
        vm.prank(buyer);
        escrow.settle(jobId);
        switches().unBlacklist(provider);
        amount = netOf(floorOf(2_500_001, 1000));
    }

    function test_withdraw_pays_the_whole_credit() public {
        uint256 amount = credited();
        vm.expectEmit(address(escrow));
        emit INectoEscrow.Withdrawn(provider, provider, amount);
        vm.prank(provider);
        escrow.withdraw(provider);
        eq(token.balanceOf(provider), amount, "got");
        eq(escrow.creditOf(provider), 0, "nothing left");
        isEmpty();
    }

    function test_withdraw_twice_is_refused() public {
        credited();
        vm.startPrank(provider);
        escrow.withdraw(provider);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.NoCredit.selector, provider));
        escrow.withdraw(provider);
    }

    function test_withdraw_without_credit_is_refused() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.NoCredit.selector, stranger));
        escrow.withdraw(stranger);
    }

    function test_withdraw_to_a_blocked_address_keeps_the_credit() public {
        uint256 amount = credited();
        switches().blacklist(relayer);
        vm.prank(provider);
        vm.expectRevert();
        escrow.withdraw(relayer);
        eq(escrow.creditOf(provider), amount, "kept");
    }

    function test_withdraw_works_while_opening_is_paused() public {
        uint256 amount = credited();
        vm.prank(guardian);
        escrow.pauseOpening(uint40(block.timestamp + 7 days));
        vm.prank(provider);
        escrow.withdraw(provider);
        eq(token.balanceOf(provider), amount, "got");
    }

    // paused token

    function test_open_with_a_paused_token_is_refused() public {
        switches().pause();
        vm.prank(buyer);
        vm.expectRevert();
        escrow.open(exampleTerms());
    }

    function test_end_with_a_paused_token_credits_both() public {
        bytes32 jobId = active();
        skip(1000);
        switches().pause();
        vm.prank(buyer);
        escrow.end(jobId);
        uint256 gross = floorOf(2_500_001, 1000);
        eq(escrow.creditOf(provider), netOf(gross), "provider");
        eq(escrow.creditOf(buyer), exampleDeposit() - gross, "buyer");
        isEmpty();
    }

    function test_settle_cancel_and_reclaim_work_with_a_paused_token() public {
        bytes32 first = ended(1000);
        INectoEscrow.Terms memory terms = exampleTerms();
        terms.salt = keccak256("second");
        bytes32 second = openAs(terms);
        terms.salt = keccak256("third");
        bytes32 third = openAs(terms);
        switches().pause();
        vm.startPrank(buyer);
        escrow.settle(first);
        escrow.cancel(second);
        vm.stopPrank();
        skip(START_WINDOW + 1);
        escrow.reclaim(third);
        isEmpty();
        switches().unpause();
        vm.prank(buyer);
        escrow.withdraw(buyer);
        isSplit(floorOf(2_500_001, 1000), 0, feeOf(floorOf(2_500_001, 1000)));
    }

    // gas griefing

    function test_a_payout_starved_of_gas_reverts_instead_of_crediting() public {
        bytes32 jobId = ended(1000);
        skip(DISPUTE_WINDOW + 1);
        bytes memory call = abi.encodeWithSignature("settle(bytes32)", jobId);
        uint256 credits;
        uint256 settled;
        for (uint256 gas = 30_000; gas < 160_000; gas += 500) {
            (bool done, ) = address(escrow).call{gas: gas}(call);
            if (!done) continue;
            credits = escrow.creditOf(provider) + escrow.creditOf(buyer);
            settled = gas;
            break;
        }
        yes(settled != 0, "settled in the end");
        eq(credits, 0, "no credit from too little gas");
    }

    function test_a_refused_payout_needs_enough_gas_to_count() public {
        bytes32 jobId = ended(1000);
        switches().blacklist(provider);
        skip(DISPUTE_WINDOW + 1);
        (bool done, bytes memory result) = address(escrow).call{gas: 105_000}(
            abi.encodeWithSignature("settle(bytes32)", jobId)
        );
        yes(!done, "reverts");
        eq(bytes32(bytes4(result)), bytes32(INectoEscrow.PushGasTooLow.selector), "PushGasTooLow");
        (uint256 actual, uint256 min) = abi.decode(slice(result), (uint256, uint256));
        eq(min, 100_000, "min");
        yes(actual < min && actual > 50_000, "actual");
        escrow.settle(jobId);
        isReason(jobId, INectoEscrow.CloseReason.Paid);
    }

    function settleWith(bytes32 jobId, uint256 gas) internal returns (bool done, uint256 gasBefore) {
        bytes memory result;
        (done, result) = address(escrow).call{gas: gas}(abi.encodeWithSignature("settle(bytes32)", jobId));
        if (!done) (gasBefore, ) = abi.decode(slice(result), (uint256, uint256));
    }

    function test_a_refused_payout_counts_from_exactly_enough_gas_on() public {
        bytes32 jobId = ended(1000);
        switches().blacklist(provider);
        skip(DISPUTE_WINDOW + 1);
        (bool done, uint256 gasBefore) = settleWith(jobId, 105_000);
        yes(!done, "too little");
        uint256 gas = 105_000 + 99_999 - gasBefore;
        (done, gasBefore) = settleWith(jobId, gas);
        yes(!done, "one too little");
        eq(gasBefore, 99_999, "one too little");
        (done, ) = settleWith(jobId, gas + 1);
        yes(done, "exactly enough");
        eq(escrow.creditOf(provider), netOf(floorOf(2_500_001, 1000)), "credited");
    }

    function slice(bytes memory result) internal pure returns (bytes memory rest) {
        rest = new bytes(result.length - 4);
        for (uint256 i = 0; i < rest.length; ++i) rest[i] = result[i + 4];
    }

    function test_a_smart_account_as_buyer_and_provider() public {
        Wallet1271 wallet = new Wallet1271();
        token.mint(address(wallet), FUNDS);
        wallet.run(address(token), abi.encodeCall(token.approve, (address(escrow), FUNDS)));
        INectoEscrow.Terms memory t = exampleTerms();
        t.buyer = address(wallet);
        wallet.run(address(escrow), abi.encodeCall(escrow.open, (t)));
        bytes32 jobId = escrow.jobIdOf(t);
        startIt(jobId);
        skip(10);
        wallet.run(address(escrow), abi.encodeWithSignature("end(bytes32)", jobId));
        isReason(jobId, INectoEscrow.CloseReason.Paid);
        eq(token.balanceOf(address(wallet)), FUNDS - floorOf(2_500_001, 10), "refunded");
    }
}
