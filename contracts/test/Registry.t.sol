// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProviderRegistry} from "../src/interfaces/IProviderRegistry.sol";
import {Wallet1271} from "./hostile/Wallets.sol";
import {IOwned} from "./support/EscrowFixture.sol";
import {TestBase} from "./support/TestBase.sol";

/// @notice The provider registry.
contract RegistryTest is TestBase {
    uint256 internal constant PROVIDER_KEY = 0xca11;
    uint256 internal constant OPERATOR_KEY = 0x0be2;
    uint256 internal constant T0 = 1_800_000_000;
    bytes32 internal constant SPECS = keccak256("specs");

    address internal provider = vm.addr(PROVIDER_KEY);
    address internal operator = vm.addr(OPERATOR_KEY);
    address internal owner = address(0x0e4e);
    address internal stranger = address(0x5732);
    IProviderRegistry internal registry;
    bytes32 internal listingId;

    function setUp() public {
        vm.warp(T0);
        vm.roll(1000);
        registry = IProviderRegistry(deploy("ProviderRegistry.sol:ProviderRegistry", abi.encode(owner)));
        vm.startPrank(provider);
        registry.setOperator(operator);
        listingId = registry.registerListing(keccak256("salt"), 2_500_000, SPECS);
        vm.stopPrank();
    }

    function notOwner(address caller) internal {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSignature("OwnableUnauthorizedAccount(address)", caller));
    }

    // listings

    function test_register_stores_the_listing() public view {
        IProviderRegistry.Listing memory listing = registry.listings(listingId);
        eq(listing.provider, provider, "provider");
        eq(listing.ceilingRate, 2_500_000, "rate");
        eq(listing.version, 1, "version");
        eq(uint256(listing.status), uint256(IProviderRegistry.ListingStatus.Available), "status");
        eq(listing.specsHash, SPECS, "specs");
    }

    function test_register_emits() public {
        bytes32 salt = keccak256("other");
        bytes32 expected = registry.listingIdOf(stranger, salt);
        vm.expectEmit(address(registry));
        emit IProviderRegistry.ListingRegistered(expected, stranger, 7, SPECS, salt);
        vm.prank(stranger);
        eq(registry.registerListing(salt, 7, SPECS), expected, "id");
    }

    function test_register_twice_is_refused() public {
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ListingExists.selector, listingId));
        registry.registerListing(keccak256("salt"), 1, SPECS);
    }

    function test_register_the_same_salt_by_another_provider() public {
        vm.prank(stranger);
        yes(registry.registerListing(keccak256("salt"), 1, SPECS) != listingId, "another id");
    }

    function test_register_at_a_rate_of_zero_is_refused() public {
        bytes32 id = registry.listingIdOf(stranger, 0);
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ZeroRate.selector, id));
        registry.registerListing(0, 0, SPECS);
    }

    function test_listing_id_is_the_documented_hash() public view {
        eq(
            listingId,
            keccak256(abi.encode(block.chainid, address(registry), provider, keccak256("salt"))),
            "hash of chain, registry, provider and salt"
        );
    }

    function test_unknown_listings_read_as_nothing() public view {
        eq(registry.listings(keccak256("none")).provider, address(0), "provider");
    }

    function test_update_rate() public {
        vm.expectEmit(address(registry));
        emit IProviderRegistry.RateUpdated(listingId, 2_400_000);
        vm.prank(provider);
        registry.updateRate(listingId, 2_400_000);
        IProviderRegistry.Listing memory listing = registry.listings(listingId);
        eq(listing.ceilingRate, 2_400_000, "rate");
        eq(listing.version, 2, "version");
        eq(listing.specsHash, SPECS, "specs stay");
        eq(listing.provider, provider, "provider stays");
        eq(uint256(listing.status), uint256(IProviderRegistry.ListingStatus.Available), "status stays");
    }

    function test_update_rate_by_the_operator() public {
        vm.prank(operator);
        registry.updateRate(listingId, 1);
        eq(registry.listings(listingId).ceilingRate, 1, "rate");
    }

    function test_update_rate_by_a_stranger_is_refused() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.WrongCaller.selector, stranger, provider));
        registry.updateRate(listingId, 1);
    }

    function test_update_rate_by_the_owner_is_refused() public {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.WrongCaller.selector, owner, provider));
        registry.updateRate(listingId, 1);
    }

    function test_update_rate_to_zero_is_refused() public {
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ZeroRate.selector, listingId));
        registry.updateRate(listingId, 0);
    }

    function test_update_rate_of_an_unknown_listing_is_refused() public {
        vm.prank(provider);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.UnknownListing.selector, keccak256("none")));
        registry.updateRate(keccak256("none"), 1);
    }

    function test_update_listing() public {
        vm.expectEmit(address(registry));
        emit IProviderRegistry.ListingUpdated(listingId, 3_000_000, keccak256("new"));
        vm.prank(operator);
        registry.updateListing(listingId, 3_000_000, keccak256("new"));
        IProviderRegistry.Listing memory listing = registry.listings(listingId);
        eq(listing.ceilingRate, 3_000_000, "rate");
        eq(listing.specsHash, keccak256("new"), "specs");
        eq(listing.version, 2, "version");
    }

    function test_update_listing_by_a_stranger_is_refused() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.WrongCaller.selector, stranger, provider));
        registry.updateListing(listingId, 1, SPECS);
    }

    function test_every_edit_counts() public {
        vm.startPrank(provider);
        for (uint256 i = 0; i < 5; ++i) registry.updateRate(listingId, 100);
        eq(registry.listings(listingId).version, 6, "version");
    }

    function test_set_status_is_no_edit() public {
        vm.expectEmit(address(registry));
        emit IProviderRegistry.StatusSet(listingId, IProviderRegistry.ListingStatus.Offline);
        vm.prank(operator);
        registry.setStatus(listingId, IProviderRegistry.ListingStatus.Offline);
        IProviderRegistry.Listing memory listing = registry.listings(listingId);
        eq(uint256(listing.status), uint256(IProviderRegistry.ListingStatus.Offline), "status");
        eq(listing.version, 1, "version stays");
        eq(listing.ceilingRate, 2_500_000, "rate stays");
    }

    function test_set_status_to_none_is_refused() public {
        vm.prank(provider);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.InvalidStatus.selector, IProviderRegistry.ListingStatus.None)
        );
        registry.setStatus(listingId, IProviderRegistry.ListingStatus.None);
    }

    function test_set_status_by_a_stranger_is_refused() public {
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.WrongCaller.selector, stranger, provider));
        registry.setStatus(listingId, IProviderRegistry.ListingStatus.Offline);
    }

    // providers

    function test_operator_is_replaced() public {
        vm.expectEmit(address(registry));
        emit IProviderRegistry.OperatorSet(provider, stranger);
        vm.prank(provider);
        registry.setOperator(stranger);
        eq(registry.operatorOf(provider), stranger, "operator");
        vm.prank(operator);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.WrongCaller.selector, operator, provider));
        registry.updateRate(listingId, 1);
    }

    function test_agent_id_is_claimed() public {
        vm.expectEmit(address(registry));
        emit IProviderRegistry.AgentIdSet(provider, 8004);
        vm.prank(provider);
        registry.setAgentId(8004);
        eq(registry.agentIdOf(provider), 8004, "agent id");
        eq(registry.agentIdOf(stranger), 0, "others stay");
    }

    // brokers

    function test_broker_by_the_owner() public {
        vm.expectEmit(address(registry));
        emit IProviderRegistry.BrokerSet("akash", stranger, true);
        vm.prank(owner);
        registry.setBroker("akash", stranger, true);
        yes(registry.isBroker("akash", stranger), "broker");
        yes(!registry.isBroker("lambda", stranger), "of this source only");
        vm.prank(owner);
        registry.setBroker("akash", stranger, false);
        yes(!registry.isBroker("akash", stranger), "no more");
    }

    function test_broker_by_a_stranger_is_refused() public {
        notOwner(stranger);
        registry.setBroker("akash", stranger, true);
    }

    function test_broker_of_zero_is_refused() public {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ZeroAddress.selector, bytes32("broker")));
        registry.setBroker("akash", address(0), true);
    }

    // agent keys

    function addKey() internal {
        vm.prank(owner);
        registry.addAgentKey(stranger);
    }

    function test_agent_key_by_a_stranger_is_refused() public {
        notOwner(stranger);
        registry.addAgentKey(stranger);
    }

    function test_agent_key_of_zero_is_refused() public {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ZeroAddress.selector, bytes32("key")));
        registry.addAgentKey(address(0));
    }

    function test_agent_key_is_valid_from_its_block_on() public {
        vm.expectEmit(address(registry));
        emit IProviderRegistry.AgentKeyAdded(stranger, 1000);
        addKey();
        yes(!registry.isAgentKeyValid(stranger, 999), "not before");
        yes(registry.isAgentKeyValid(stranger, 1000), "in its block");
        yes(registry.isAgentKeyValid(stranger, type(uint256).max), "for good");
        (uint64 from, uint64 until) = registry.agentKeys(stranger);
        eq(from, 1000, "from");
        eq(until, 0, "until");
    }

    function test_agent_key_retired_is_valid_up_to_its_block() public {
        addKey();
        vm.roll(1500);
        vm.expectEmit(address(registry));
        emit IProviderRegistry.AgentKeyRetired(stranger, 1500);
        vm.prank(owner);
        registry.retireAgentKey(stranger);
        yes(!registry.isAgentKeyValid(stranger, 999), "not before");
        yes(registry.isAgentKeyValid(stranger, 1000), "first block");
        yes(registry.isAgentKeyValid(stranger, 1500), "last block");
        yes(!registry.isAgentKeyValid(stranger, 1501), "not after");
    }

    function test_agent_key_added_twice_is_refused() public {
        addKey();
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.KeyExists.selector, stranger));
        registry.addAgentKey(stranger);
    }

    function test_agent_key_added_again_after_retiring_is_refused() public {
        addKey();
        vm.startPrank(owner);
        registry.retireAgentKey(stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.KeyExists.selector, stranger));
        registry.addAgentKey(stranger);
    }

    function test_agent_key_never_added_cannot_be_retired() public {
        vm.prank(owner);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.KeyNotActive.selector, stranger));
        registry.retireAgentKey(stranger);
    }

    function test_agent_key_retired_twice_is_refused() public {
        addKey();
        vm.startPrank(owner);
        registry.retireAgentKey(stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.KeyNotActive.selector, stranger));
        registry.retireAgentKey(stranger);
    }

    function test_agent_key_retired_by_a_stranger_is_refused() public {
        addKey();
        notOwner(stranger);
        registry.retireAgentKey(stranger);
    }

    function test_unknown_agent_keys_are_not_valid() public view {
        yes(!registry.isAgentKeyValid(stranger, 0), "block 0");
        yes(!registry.isAgentKeyValid(stranger, 1000), "now");
    }

    // ownership

    function test_ownership_moves_in_two_steps_and_cannot_be_given_up() public {
        IOwned owned = IOwned(address(registry));
        vm.prank(owner);
        owned.transferOwnership(stranger);
        eq(owned.owner(), owner, "not yet");
        vm.prank(stranger);
        owned.acceptOwnership();
        eq(owned.owner(), stranger, "moved");
        vm.prank(stranger);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.RenounceDisabled.selector));
        owned.renounceOwnership();
    }

    // quotes

    function exampleQuote() internal view returns (IProviderRegistry.Quote memory) {
        return
            IProviderRegistry.Quote({
                provider: provider,
                listingId: listingId,
                listingVersion: 1,
                units: 2,
                rate: 5_000_000,
                maxSecs: 86_400,
                buyer: address(0),
                expiry: uint40(T0 + 600),
                nonce: 42
            });
    }

    function digestOf(IProviderRegistry.Quote memory q) internal view returns (bytes32) {
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Necto ProviderRegistry"),
                keccak256("1"),
                block.chainid,
                address(registry)
            )
        );
        bytes32 typehash = keccak256(
            "Quote(address provider,bytes32 listingId,uint32 listingVersion,uint16 units,uint48 rate,uint24 maxSecs,address buyer,uint40 expiry,uint256 nonce)"
        );
        return keccak256(abi.encodePacked("\x19\x01", separator, keccak256(abi.encode(typehash, q))));
    }

    function signed(uint256 key, IProviderRegistry.Quote memory q) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digestOf(q));
        return abi.encodePacked(r, s, v);
    }

    function refused(IProviderRegistry.Quote memory q, bytes memory reason) internal {
        bytes memory signature = signed(PROVIDER_KEY, q);
        vm.expectRevert(reason);
        registry.requireQuote(q, signature);
    }

    function test_quote_by_the_provider() public view {
        registry.requireQuote(exampleQuote(), signed(PROVIDER_KEY, exampleQuote()));
        eq(registry.quoteDigest(exampleQuote()), digestOf(exampleQuote()), "digest");
    }

    function test_quote_by_the_operator() public view {
        registry.requireQuote(exampleQuote(), signed(OPERATOR_KEY, exampleQuote()));
    }

    function test_quote_by_a_stranger_is_refused() public {
        bytes memory signature = signed(0x99, exampleQuote());
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidQuoteSignature.selector, provider));
        registry.requireQuote(exampleQuote(), signature);
    }

    function test_quote_with_a_broken_signature_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidQuoteSignature.selector, provider));
        registry.requireQuote(exampleQuote(), "short");
    }

    function test_quote_of_an_unknown_listing_is_refused() public {
        IProviderRegistry.Quote memory q = exampleQuote();
        q.listingId = keccak256("none");
        refused(q, abi.encodeWithSelector(IProviderRegistry.UnknownListing.selector, q.listingId));
    }

    function test_quote_of_another_provider_is_refused() public {
        IProviderRegistry.Quote memory q = exampleQuote();
        q.provider = stranger;
        refused(q, abi.encodeWithSelector(IProviderRegistry.WrongProvider.selector, stranger, provider));
    }

    function test_quote_of_an_older_version_is_refused() public {
        vm.prank(provider);
        registry.updateRate(listingId, 2_500_000);
        refused(exampleQuote(), abi.encodeWithSelector(IProviderRegistry.WrongVersion.selector, 1, 2));
    }

    function test_quote_of_a_reserved_listing_is_refused() public {
        vm.prank(provider);
        registry.setStatus(listingId, IProviderRegistry.ListingStatus.Reserved);
        refused(
            exampleQuote(),
            abi.encodeWithSelector(
                IProviderRegistry.NotAvailable.selector,
                listingId,
                IProviderRegistry.ListingStatus.Reserved
            )
        );
    }

    function test_quote_above_the_ceiling_of_its_units_is_refused() public {
        IProviderRegistry.Quote memory q = exampleQuote();
        q.rate = 5_000_001;
        refused(q, abi.encodeWithSelector(IProviderRegistry.RateAboveCeiling.selector, 5_000_001, 5_000_000));
    }

    function test_quote_below_the_ceiling() public view {
        IProviderRegistry.Quote memory q = exampleQuote();
        q.rate = 1;
        registry.requireQuote(q, signed(PROVIDER_KEY, q));
    }

    function test_quote_in_its_last_second() public {
        vm.warp(T0 + 600);
        registry.requireQuote(exampleQuote(), signed(PROVIDER_KEY, exampleQuote()));
    }

    function test_quote_one_second_late_is_refused() public {
        vm.warp(T0 + 601);
        refused(exampleQuote(), abi.encodeWithSelector(IProviderRegistry.QuoteExpired.selector, T0 + 601, T0 + 600));
    }

    function test_quote_with_a_cancelled_nonce_is_refused() public {
        vm.expectEmit(address(registry));
        emit IProviderRegistry.QuoteCancelled(provider, 42);
        vm.prank(provider);
        registry.cancelQuote(42);
        yes(registry.isQuoteCancelled(provider, 42), "cancelled");
        refused(exampleQuote(), abi.encodeWithSelector(IProviderRegistry.QuoteIsCancelled.selector, provider, 42));
    }

    function test_a_stranger_cannot_cancel_a_providers_nonce() public {
        vm.prank(stranger);
        registry.cancelQuote(42);
        registry.requireQuote(exampleQuote(), signed(PROVIDER_KEY, exampleQuote()));
    }

    function test_quote_binds_every_field() public {
        bytes memory signature = signed(PROVIDER_KEY, exampleQuote());
        for (uint256 i = 0; i < 6; ++i) {
            IProviderRegistry.Quote memory q = exampleQuote();
            if (i == 0) q.units = 3;
            if (i == 1) q.rate = 4_999_999;
            if (i == 2) q.maxSecs = 86_401;
            if (i == 3) q.buyer = stranger;
            if (i == 4) q.expiry += 1;
            if (i == 5) q.nonce = 43;
            vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidQuoteSignature.selector, provider));
            registry.requireQuote(q, signature);
        }
    }

    function test_quote_on_another_chain_is_refused() public {
        bytes memory signature = signed(PROVIDER_KEY, exampleQuote());
        vm.chainId(99_999);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidQuoteSignature.selector, provider));
        registry.requireQuote(exampleQuote(), signature);
    }

    function test_quote_of_a_smart_account() public {
        Wallet1271 wallet = new Wallet1271();
        wallet.run(address(registry), abi.encodeCall(registry.registerListing, (0, 2_500_000, SPECS)));
        IProviderRegistry.Quote memory q = exampleQuote();
        q.provider = address(wallet);
        q.listingId = registry.listingIdOf(address(wallet), 0);
        wallet.set(Wallet1271.Mode.Accept, digestOf(q));
        registry.requireQuote(q, "passkey");
        wallet.set(Wallet1271.Mode.Revert, digestOf(q));
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidQuoteSignature.selector, address(wallet)));
        registry.requireQuote(q, "passkey");
    }

    // properties

    function test_fuzz_listing_keeps_its_fields(bytes32 salt, uint48 rate, bytes32 specs, uint48 next) public {
        vm.assume(rate != 0 && next != 0);
        vm.startPrank(stranger);
        bytes32 id = registry.registerListing(salt, rate, specs);
        eq(registry.listings(id).ceilingRate, rate, "rate");
        registry.setStatus(id, IProviderRegistry.ListingStatus.Reserved);
        registry.updateRate(id, next);
        IProviderRegistry.Listing memory listing = registry.listings(id);
        eq(listing.ceilingRate, next, "new rate");
        eq(listing.specsHash, specs, "specs");
        eq(listing.version, 2, "version");
        eq(uint256(listing.status), uint256(IProviderRegistry.ListingStatus.Reserved), "status");
    }

    function test_fuzz_quote_rate_is_bound_by_units_and_ceiling(uint48 ceiling, uint16 units, uint48 rate) public {
        vm.assume(ceiling != 0);
        vm.prank(provider);
        registry.updateRate(listingId, ceiling);
        IProviderRegistry.Quote memory q = exampleQuote();
        q.listingVersion = 2;
        q.units = units;
        q.rate = rate;
        bytes memory signature = signed(PROVIDER_KEY, q);
        uint256 max = uint256(ceiling) * units;
        if (rate > max) {
            vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.RateAboveCeiling.selector, rate, max));
        }
        registry.requireQuote(q, signature);
    }

    function test_fuzz_quote_digest_is_the_typed_data(IProviderRegistry.Quote memory q) public view {
        eq(registry.quoteDigest(q), digestOf(q), "digest");
    }

    function test_fuzz_quote_needs_the_right_key(uint256 key) public {
        key = within(key, 1, 1 << 200);
        vm.assume(key != PROVIDER_KEY && key != OPERATOR_KEY);
        bytes memory signature = signed(key, exampleQuote());
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.InvalidQuoteSignature.selector, provider));
        registry.requireQuote(exampleQuote(), signature);
    }

    function test_fuzz_agent_key_validity_is_one_interval(uint32 from, uint32 length, uint64 asked) public {
        uint256 start = uint256(from) + 1;
        vm.roll(start);
        addKey();
        vm.roll(start + length);
        vm.prank(owner);
        registry.retireAgentKey(stranger);
        bool inside = asked >= start && asked <= start + length;
        yes(registry.isAgentKeyValid(stranger, asked) == inside, "inside the interval");
    }

    function test_fuzz_only_provider_and_operator_edit(address caller) public {
        vm.assume(caller != provider && caller != operator && caller != address(0));
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.WrongCaller.selector, caller, provider));
        registry.updateRate(listingId, 1);
    }
}
