// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INectoEscrow} from "../src/interfaces/INectoEscrow.sol";
import {Wallet1271} from "./hostile/Wallets.sol";
import {EscrowFixture, IOwned} from "./support/EscrowFixture.sol";

/// @notice The signed ways of opening and extending that both tokens have: permit, Permit2 and the acceptance.
abstract contract SignTest is EscrowFixture {
    uint256 internal constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function payment(
        INectoEscrow.PaymentMethod method,
        uint256 nonce,
        bytes memory signature
    ) internal view returns (INectoEscrow.Payment memory) {
        return INectoEscrow.Payment(method, nonce, 0, block.timestamp + 600, signature);
    }

    function allowancePayment() internal view returns (INectoEscrow.Payment memory) {
        return payment(INectoEscrow.PaymentMethod.Allowance, 0, "");
    }

    // permit

    function test_permit_opens() public {
        vm.prank(buyer);
        token.approve(address(escrow), 0);
        bytes memory signature = permitFor(exampleDeposit());
        vm.prank(buyer);
        bytes32 jobId = escrow.openWithPermit(exampleTerms(), T0 + 600, signature);
        isStatus(jobId, INectoEscrow.Status.Funded);
        isSplit(exampleDeposit(), 0, 0);
        eq(token.allowance(buyer, address(escrow)), 0, "allowance used up");
    }

    function test_permit_gives_the_same_id_and_event_as_open() public {
        INectoEscrow.Terms memory t = exampleTerms();
        bytes32 jobId = escrow.jobIdOf(t);
        bytes memory signature = permitFor(exampleDeposit());
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobOpened(
            jobId,
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
        vm.prank(buyer);
        eq(escrow.openWithPermit(t, T0 + 600, signature), jobId, "id");
    }

    function test_permit_by_a_relayer_is_refused() public {
        bytes memory signature = permitFor(exampleDeposit());
        vm.prank(relayer);
        expectWrongCaller(relayer, buyer);
        escrow.openWithPermit(exampleTerms(), T0 + 600, signature);
    }

    function test_permit_submitted_by_somebody_else_first_still_opens() public {
        vm.prank(buyer);
        token.approve(address(escrow), 0);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(BUYER_KEY, permitDigest(address(escrow), exampleDeposit(), T0 + 600));
        vm.prank(stranger);
        token.permit(buyer, address(escrow), exampleDeposit(), T0 + 600, v, r, s);
        vm.prank(buyer);
        bytes32 jobId = escrow.openWithPermit(exampleTerms(), T0 + 600, abi.encodePacked(r, s, v));
        isStatus(jobId, INectoEscrow.Status.Funded);
    }

    function test_permit_for_too_little_is_refused() public {
        vm.prank(buyer);
        token.approve(address(escrow), 0);
        bytes memory signature = permitFor(exampleDeposit() - 1);
        vm.prank(buyer);
        vm.expectRevert();
        escrow.openWithPermit(exampleTerms(), T0 + 600, signature);
    }

    function test_permit_for_another_spender_is_refused() public {
        vm.prank(buyer);
        token.approve(address(escrow), 0);
        bytes memory signature = signed(BUYER_KEY, permitDigest(stranger, exampleDeposit(), T0 + 600));
        vm.prank(buyer);
        vm.expectRevert();
        escrow.openWithPermit(exampleTerms(), T0 + 600, signature);
    }

    function test_permit_by_another_key_is_refused() public {
        vm.prank(buyer);
        token.approve(address(escrow), 0);
        bytes memory signature = signed(STRANGER_KEY, permitDigest(address(escrow), exampleDeposit(), T0 + 600));
        vm.prank(buyer);
        vm.expectRevert();
        escrow.openWithPermit(exampleTerms(), T0 + 600, signature);
    }

    function test_permit_that_has_expired_is_refused() public {
        vm.prank(buyer);
        token.approve(address(escrow), 0);
        bytes memory signature = permitFor(exampleDeposit());
        skip(601);
        vm.prank(buyer);
        vm.expectRevert();
        escrow.openWithPermit(exampleTerms(), T0 + 600, signature);
    }

    function test_a_broken_permit_with_a_standing_allowance_opens() public {
        vm.prank(buyer);
        bytes32 jobId = escrow.openWithPermit(exampleTerms(), T0 + 600, new bytes(65));
        isStatus(jobId, INectoEscrow.Status.Funded);
    }

    function test_a_permit_of_odd_length_with_a_standing_allowance_opens() public {
        vm.prank(buyer);
        bytes32 jobId = escrow.openWithPermit(exampleTerms(), T0 + 600, new bytes(64));
        isStatus(jobId, INectoEscrow.Status.Funded);
    }

    // Permit2

    function openWithPermit2(INectoEscrow.Terms memory terms, bytes memory signature) internal returns (bytes32) {
        vm.prank(relayer);
        return escrow.openWithPermit2(terms, 7, block.timestamp + 600, signature);
    }

    function refusedPermit2(INectoEscrow.Terms memory terms, bytes memory signature) internal {
        vm.prank(relayer);
        vm.expectRevert();
        escrow.openWithPermit2(terms, 7, block.timestamp + 600, signature);
    }

    function test_permit2_opens_by_a_relayer() public {
        approvePermit2();
        bytes32 jobId = openWithPermit2(exampleTerms(), permit2For(exampleTerms(), 7));
        eq(jobId, escrow.jobIdOf(exampleTerms()), "id");
        isStatus(jobId, INectoEscrow.Status.Funded);
        isSplit(exampleDeposit(), 0, 0);
    }

    function test_permit2_gives_the_same_event_as_open() public {
        approvePermit2();
        INectoEscrow.Terms memory t = exampleTerms();
        bytes memory signature = permit2For(t, 7);
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
        openWithPermit2(t, signature);
    }

    function test_permit2_binds_every_term() public {
        approvePermit2();
        bytes memory signature = permit2For(exampleTerms(), 7);
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
            refusedPermit2(t, signature);
        }
    }

    function test_permit2_for_another_buyer_is_refused() public {
        approvePermit2();
        bytes memory signature = permit2For(exampleTerms(), 7);
        INectoEscrow.Terms memory t = exampleTerms();
        t.buyer = stranger;
        fund(stranger);
        vm.prank(stranger);
        token.approve(PERMIT2, FUNDS);
        refusedPermit2(t, signature);
    }

    function test_permit2_signed_for_another_spender_is_refused() public {
        approvePermit2();
        INectoEscrow.Terms memory t = exampleTerms();
        bytes32 digest = permit2Digest(stranger, exampleDeposit(), 7, T0 + 600, termsHash(t));
        refusedPermit2(t, signed(BUYER_KEY, digest));
    }

    function test_permit2_signed_for_another_amount_is_refused() public {
        approvePermit2();
        INectoEscrow.Terms memory t = exampleTerms();
        bytes32 digest = permit2Digest(address(escrow), exampleDeposit() + 1, 7, T0 + 600, termsHash(t));
        refusedPermit2(t, signed(BUYER_KEY, digest));
    }

    function test_permit2_with_a_used_nonce_is_refused() public {
        approvePermit2();
        openWithPermit2(exampleTerms(), permit2For(exampleTerms(), 7));
        INectoEscrow.Terms memory t = exampleTerms();
        t.salt = keccak256("other");
        refusedPermit2(t, permit2For(t, 7));
    }

    function test_permit2_that_has_expired_is_refused() public {
        approvePermit2();
        bytes memory signature = permit2For(exampleTerms(), 7);
        skip(601);
        vm.expectRevert();
        escrow.openWithPermit2(exampleTerms(), 7, T0 + 600, signature);
    }

    function test_permit2_of_a_smart_account() public {
        Wallet1271 wallet = new Wallet1271();
        token.mint(address(wallet), FUNDS);
        wallet.run(address(token), abi.encodeCall(token.approve, (PERMIT2, FUNDS)));
        INectoEscrow.Terms memory t = exampleTerms();
        t.buyer = address(wallet);
        wallet.set(Wallet1271.Mode.Accept, permit2Digest(address(escrow), exampleDeposit(), 7, T0 + 600, termsHash(t)));
        isStatus(openWithPermit2(t, "passkey"), INectoEscrow.Status.Funded);
    }

    function test_permit2_while_paused_is_refused() public {
        approvePermit2();
        bytes memory signature = permit2For(exampleTerms(), 7);
        vm.prank(guardian);
        escrow.pauseOpening(uint40(T0 + 100));
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.OpeningIsPaused.selector, T0 + 100));
        escrow.openWithPermit2(exampleTerms(), 7, T0 + 600, signature);
    }

    // openAndStart

    function startAtOnce(INectoEscrow.Acceptance memory acceptance) internal returns (bytes32) {
        vm.prank(buyer);
        return escrow.openAndStart(exampleTerms(), acceptance, allowancePayment());
    }

    function refusedAcceptance(INectoEscrow.Acceptance memory acceptance) internal {
        bytes32 jobId = escrow.jobIdOf(exampleTerms());
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.InvalidAcceptance.selector, jobId, provider));
        escrow.openAndStart(exampleTerms(), acceptance, allowancePayment());
    }

    function exampleId() internal view returns (bytes32) {
        return escrow.jobIdOf(exampleTerms());
    }

    function test_open_and_start_from_an_allowance() public {
        bytes32 jobId = startAtOnce(acceptanceBy(PROVIDER_KEY, exampleId()));
        INectoEscrow.Job memory job = escrow.jobs(jobId);
        eq(uint256(job.status), uint256(INectoEscrow.Status.Active), "status");
        eq(job.since, T0, "since");
        eq(job.root, keccak256("root"), "root");
        isSplit(exampleDeposit(), 0, 0);
    }

    function test_open_and_start_emits_as_open_and_start_do() public {
        INectoEscrow.Terms memory t = exampleTerms();
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, exampleId());
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobOpened(
            exampleId(),
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
        vm.expectEmit(address(escrow));
        emit INectoEscrow.JobStarted(exampleId());
        startAtOnce(a);
    }

    function test_open_and_start_from_an_allowance_by_a_relayer_is_refused() public {
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, exampleId());
        vm.prank(relayer);
        expectWrongCaller(relayer, buyer);
        escrow.openAndStart(exampleTerms(), a, allowancePayment());
    }

    function test_open_and_start_with_a_permit() public {
        vm.prank(buyer);
        token.approve(address(escrow), 0);
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, exampleId());
        INectoEscrow.Payment memory p = payment(INectoEscrow.PaymentMethod.Permit, 0, permitFor(exampleDeposit()));
        vm.prank(buyer);
        isStatus(escrow.openAndStart(exampleTerms(), a, p), INectoEscrow.Status.Active);
        isSplit(exampleDeposit(), 0, 0);
    }

    function test_open_and_start_with_a_permit_by_a_relayer_is_refused() public {
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, exampleId());
        INectoEscrow.Payment memory p = payment(INectoEscrow.PaymentMethod.Permit, 0, permitFor(exampleDeposit()));
        vm.prank(relayer);
        expectWrongCaller(relayer, buyer);
        escrow.openAndStart(exampleTerms(), a, p);
    }

    function test_open_and_start_with_permit2_by_a_relayer() public {
        approvePermit2();
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, exampleId());
        INectoEscrow.Payment memory p = payment(INectoEscrow.PaymentMethod.Permit2, 9, permit2For(exampleTerms(), 9));
        vm.prank(relayer);
        isStatus(escrow.openAndStart(exampleTerms(), a, p), INectoEscrow.Status.Active);
        isSplit(exampleDeposit(), 0, 0);
    }

    function test_acceptance_by_the_operator() public {
        isStatus(startAtOnce(acceptanceBy(OPERATOR_KEY, exampleId())), INectoEscrow.Status.Active);
    }

    function test_acceptance_by_the_buyer_is_refused() public {
        refusedAcceptance(acceptanceBy(BUYER_KEY, exampleId()));
    }

    function test_acceptance_by_another_providers_operator_is_refused() public {
        vm.prank(stranger);
        escrow.setOperator(vm.addr(0x99));
        refusedAcceptance(acceptanceBy(0x99, exampleId()));
    }

    function test_acceptance_of_another_job_is_refused() public {
        refusedAcceptance(acceptanceBy(PROVIDER_KEY, keccak256("other")));
    }

    function test_acceptance_with_another_expiry_is_refused() public {
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, exampleId());
        a.expiry += 1;
        refusedAcceptance(a);
    }

    function test_acceptance_in_its_last_second() public {
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, exampleId());
        skip(600);
        isStatus(startAtOnce(a), INectoEscrow.Status.Active);
    }

    function test_acceptance_one_second_late_is_refused() public {
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, exampleId());
        skip(601);
        vm.prank(buyer);
        expectTooLate(T0 + 600);
        escrow.openAndStart(exampleTerms(), a, allowancePayment());
    }

    function test_acceptance_used_twice_is_refused() public {
        bytes32 jobId = startAtOnce(acceptanceBy(PROVIDER_KEY, exampleId()));
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, exampleId());
        vm.prank(buyer);
        expectWrongStatus(jobId, INectoEscrow.Status.Active, INectoEscrow.Status.None);
        escrow.openAndStart(exampleTerms(), a, allowancePayment());
    }

    function test_acceptance_on_another_chain_is_refused() public {
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, exampleId());
        vm.chainId(99_999);
        refusedAcceptance(a);
    }

    function test_acceptance_follows_a_changed_chain_id() public {
        vm.chainId(99_999);
        isStatus(startAtOnce(acceptanceBy(PROVIDER_KEY, exampleId())), INectoEscrow.Status.Active);
    }

    function test_acceptance_in_another_escrow_is_refused() public {
        INectoEscrow other = deployEscrow(setupOf(address(token)));
        vm.prank(buyer);
        token.approve(address(other), FUNDS);
        bytes32 jobId = other.jobIdOf(exampleTerms());
        INectoEscrow.Acceptance memory a = acceptanceBy(PROVIDER_KEY, jobId);
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.InvalidAcceptance.selector, jobId, provider));
        other.openAndStart(exampleTerms(), a, allowancePayment());
    }

    function test_acceptance_with_a_high_s_is_refused() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PROVIDER_KEY, acceptanceDigest(exampleId(), T0 + 600));
        bytes memory flipped = abi.encodePacked(r, bytes32(ORDER - uint256(s)), v == 27 ? 28 : 27);
        refusedAcceptance(INectoEscrow.Acceptance(T0 + 600, flipped));
    }

    function test_acceptance_with_an_odd_v_is_refused() public {
        (, bytes32 r, bytes32 s) = vm.sign(PROVIDER_KEY, acceptanceDigest(exampleId(), T0 + 600));
        refusedAcceptance(INectoEscrow.Acceptance(T0 + 600, abi.encodePacked(r, s, uint8(29))));
        refusedAcceptance(INectoEscrow.Acceptance(T0 + 600, abi.encodePacked(r, s, uint8(0))));
    }

    function test_acceptance_in_the_compact_form_is_refused() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(PROVIDER_KEY, acceptanceDigest(exampleId(), T0 + 600));
        bytes32 vs = bytes32(uint256(s) | (uint256(v - 27) << 255));
        refusedAcceptance(INectoEscrow.Acceptance(T0 + 600, abi.encodePacked(r, vs)));
    }

    function test_acceptance_of_zeros_is_refused() public {
        refusedAcceptance(INectoEscrow.Acceptance(T0 + 600, new bytes(65)));
    }

    function test_empty_acceptance_is_refused() public {
        refusedAcceptance(INectoEscrow.Acceptance(T0 + 600, ""));
    }

    // smart accounts as providers

    function walletTerms(Wallet1271 wallet) internal view returns (INectoEscrow.Terms memory terms) {
        terms = exampleTerms();
        terms.provider = address(wallet);
    }

    function walletIn(Wallet1271.Mode mode) internal returns (Wallet1271 wallet) {
        wallet = new Wallet1271();
        wallet.set(mode, acceptanceDigest(escrow.jobIdOf(walletTerms(wallet)), T0 + 600));
    }

    function refusedWallet(Wallet1271.Mode mode) internal {
        Wallet1271 wallet = walletIn(mode);
        bytes32 jobId = escrow.jobIdOf(walletTerms(wallet));
        vm.prank(buyer);
        vm.expectRevert(abi.encodeWithSelector(INectoEscrow.InvalidAcceptance.selector, jobId, address(wallet)));
        escrow.openAndStart{gas: 2_000_000}(
            walletTerms(wallet),
            INectoEscrow.Acceptance(T0 + 600, "passkey"),
            allowancePayment()
        );
    }

    function test_acceptance_of_a_smart_account() public {
        Wallet1271 wallet = walletIn(Wallet1271.Mode.Accept);
        vm.prank(buyer);
        bytes32 jobId = escrow.openAndStart(
            walletTerms(wallet),
            INectoEscrow.Acceptance(T0 + 600, "passkey"),
            allowancePayment()
        );
        isStatus(jobId, INectoEscrow.Status.Active);
    }

    function test_acceptance_of_a_smart_account_with_the_wrong_answer_is_refused() public {
        refusedWallet(Wallet1271.Mode.WrongMagic);
    }

    function test_acceptance_of_a_smart_account_that_reverts_is_refused() public {
        refusedWallet(Wallet1271.Mode.Revert);
    }

    function test_acceptance_of_a_smart_account_that_writes_is_refused() public {
        refusedWallet(Wallet1271.Mode.WriteState);
    }

    function test_acceptance_of_a_smart_account_with_a_short_answer_is_refused() public {
        refusedWallet(Wallet1271.Mode.ShortAnswer);
    }

    function test_acceptance_of_a_smart_account_that_burns_gas_is_refused() public {
        refusedWallet(Wallet1271.Mode.BurnGas);
    }

    function test_domain_is_the_documented_one() public view {
        (, string memory name, string memory version, uint256 chainId, address verifier, , ) = IOwned(address(escrow))
            .eip712Domain();
        eq(keccak256(bytes(name)), keccak256("Necto Escrow"), "name");
        eq(keccak256(bytes(version)), keccak256("1"), "version");
        eq(chainId, block.chainid, "chain");
        eq(verifier, address(escrow), "escrow");
    }
}

contract SignFiatTest is SignTest {
    function isFiat() internal pure override returns (bool) {
        return true;
    }
}

contract SignPlainTest is SignTest {
    function isFiat() internal pure override returns (bool) {
        return false;
    }
}
