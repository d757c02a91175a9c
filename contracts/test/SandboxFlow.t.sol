// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISandboxFlow} from "../src/sandbox/ISandboxFlow.sol";
import {TestBase} from "./support/TestBase.sol";

interface IMarket {
    function pricePerSector() external view returns (uint256);
}

/// @notice A market that takes nothing.
contract ClosedMarket {
    uint256 public constant pricePerSector = 1;
}

/// @notice The development stand-in of 0G's Flow: what clients and nodes of 0G Storage rely on.
contract SandboxFlowTest is TestBase {
    uint256 internal constant PRICE = 30_733_644_962;
    bytes32 internal constant SUBMIT_TOPIC = 0x167ce04d2aa1981994d3a31695da0d785373335b1078cec239a1a3a2c7675555;
    address internal submitter = address(0x5b);
    ISandboxFlow internal flow;
    address internal market;

    function setUp() public {
        market = deploy("SandboxMarket.sol:SandboxMarket", abi.encode(PRICE));
        flow = ISandboxFlow(deploy("SandboxFlow.sol:SandboxFlow", abi.encode(market)));
    }

    /// @dev A file of so many sectors, as 0G pads and splits it, with the greatest length that it can have.
    function fileOf(uint256 sectors) internal view returns (ISandboxFlow.Submission memory submission) {
        uint256 count = 0;
        for (uint256 bit = 0; bit < 64; ++bit) if ((sectors >> bit) & 1 == 1) ++count;
        submission.submitter = submitter;
        submission.data.length = sectors * 256;
        submission.data.tags = hex"6e6563746f";
        submission.data.nodes = new ISandboxFlow.SubmissionNode[](count);
        uint256 next = 0;
        for (uint256 bit = 64; next < count;) {
            --bit;
            if ((sectors >> bit) & 1 == 0) continue;
            submission.data.nodes[next++] = ISandboxFlow.SubmissionNode(keccak256(abi.encode(sectors, bit)), bit);
        }
    }

    function nodes(uint256 first, uint256 second) internal view returns (ISandboxFlow.Submission memory submission) {
        submission = fileOf(3);
        submission.data.nodes[0].height = first;
        submission.data.nodes[1].height = second;
        if (first < 64 && second < 64) submission.data.length = ((1 << first) + (1 << second)) * 256;
    }

    function submit(ISandboxFlow.Submission memory submission, uint256 sectors) internal returns (uint256 startIndex) {
        (, , startIndex, ) = flow.submit{value: sectors * PRICE}(submission);
    }

    function refused(ISandboxFlow.Submission memory submission) internal {
        vm.expectRevert(abi.encodeWithSelector(ISandboxFlow.InvalidSubmission.selector));
        flow.submit{value: 1 ether}(submission);
    }

    /// @dev Sectors that 0G pads a file of so many bytes to.
    function paddedSectors(uint256 bytes_) internal pure returns (uint256) {
        uint256 chunks = (bytes_ + 255) / 256;
        uint256 top = 1;
        while (top < chunks) top *= 2;
        uint256 unit = top >= 16 ? top / 16 : 1;
        return top == chunks ? chunks : ((chunks + unit - 1) / unit) * unit;
    }

    function test_flow_has_the_selectors_of_0g() public pure {
        eq(bytes32(ISandboxFlow.submit.selector), bytes32(bytes4(0xbc8c11f8)), "submit");
        eq(bytes32(ISandboxFlow.batchSubmit.selector), bytes32(bytes4(0x49aa3395)), "batchSubmit");
        eq(bytes32(ISandboxFlow.market.selector), bytes32(bytes4(0x80f55605)), "market");
        eq(bytes32(IMarket.pricePerSector.selector), bytes32(bytes4(0x61ec5082)), "pricePerSector");
        eq(bytes32(ISandboxFlow.NotEnoughFee.selector), bytes32(bytes4(0xf85c6482)), "NotEnoughFee");
        eq(ISandboxFlow.Submit.selector, SUBMIT_TOPIC, "Submit");
    }

    function test_flow_starts_with_one_sector_taken() public view {
        eq(flow.flowLength(), 1, "length");
        eq(flow.numSubmissions(), 0, "submissions");
        eq(flow.market(), market, "market");
        eq(IMarket(market).pricePerSector(), PRICE, "price");
    }

    function test_flow_tells_of_a_submission() public {
        ISandboxFlow.Submission memory submission = fileOf(20);
        submission.data.length = 5_000;
        bytes32 digest = keccak256(abi.encodePacked(submission.data.nodes[0].root, submission.data.nodes[1].root));
        vm.expectEmit(address(flow));
        emit ISandboxFlow.Submit(submitter, digest, 0, 16, 20, submission.data);
        (uint256 index, bytes32 identity, uint256 startIndex, uint256 length) = flow.submit{value: 20 * PRICE}(
            submission
        );
        eq(index, 0, "index");
        eq(identity, digest, "digest");
        eq(startIndex, 16, "aligned to its largest node");
        eq(length, 20, "sectors");
        eq(flow.numSubmissions(), 1, "submissions");
        eq(flow.submissionIndex(), 1, "index");
        eq(flow.flowLength(), 36, "length");
        eq(market.balance, 20 * PRICE, "fee");
    }

    function test_flow_counts_equal_submissions_apart() public {
        submit(fileOf(1), 1);
        (uint256 index, , uint256 startIndex, ) = flow.submit{value: PRICE}(fileOf(1));
        eq(index, 1, "index");
        eq(startIndex, 2, "start");
    }

    function test_flow_forwards_what_was_paid_too_much() public {
        flow.submit{value: 1 ether}(fileOf(2));
        eq(market.balance, 1 ether, "market");
        eq(address(flow).balance, 0, "flow");
    }

    function test_flow_refuses_too_small_a_fee() public {
        vm.expectRevert(abi.encodeWithSelector(ISandboxFlow.NotEnoughFee.selector, PRICE, 20, 20 * PRICE - 1));
        flow.submit{value: 20 * PRICE - 1}(fileOf(20));
        eq(flow.numSubmissions(), 0, "submissions");
    }

    function test_flow_says_when_the_market_refuses() public {
        address closed = address(new ClosedMarket());
        flow = ISandboxFlow(deploy("SandboxFlow.sol:SandboxFlow", abi.encode(closed)));
        vm.expectRevert(abi.encodeWithSelector(ISandboxFlow.FeeRefused.selector, closed, 5));
        flow.submit{value: 5}(fileOf(1));
    }

    function test_flow_refuses_nobodys_submission() public {
        ISandboxFlow.Submission memory submission = fileOf(1);
        submission.submitter = address(0);
        refused(submission);
    }

    function test_flow_refuses_no_nodes() public {
        ISandboxFlow.Submission memory submission = fileOf(1);
        submission.data.nodes = new ISandboxFlow.SubmissionNode[](0);
        refused(submission);
    }

    function test_flow_refuses_heights_from_64() public {
        ISandboxFlow.Submission memory submission = fileOf(1);
        submission.data.nodes[0].height = 64;
        submission.data.length = (1 << 64) * 256;
        refused(submission);
        submission.data.nodes[0].height = type(uint256).max;
        refused(submission);
    }

    function test_flow_refuses_heights_that_do_not_fall() public {
        refused(nodes(3, 3));
        refused(nodes(3, 4));
        refused(nodes(0, 1));
        refused(nodes(3, type(uint256).max));
        submit(nodes(3, 2), 12);
    }

    function test_flow_compares_each_height_with_the_one_before() public {
        ISandboxFlow.Submission memory submission = fileOf(14);
        submission.data.nodes[1].height = 1;
        submission.data.nodes[2].height = 2;
        refused(submission);
        submission = fileOf(16);
        submission.data.nodes = fileOf(14).data.nodes;
        submission.data.nodes[2].height = 2;
        refused(submission);
    }

    function test_flow_refuses_heights_that_span_four() public {
        refused(nodes(10, 6));
        submit(nodes(10, 7), 1_152);
    }

    function test_flow_refuses_more_bytes_than_the_nodes_hold() public {
        ISandboxFlow.Submission memory submission = fileOf(20);
        submission.data.length = 20 * 256 + 1;
        refused(submission);
    }

    function test_flow_refuses_a_file_that_needs_fewer_sectors() public {
        ISandboxFlow.Submission memory submission = fileOf(1);
        submission.data.length = 0;
        refused(submission);
        submission = fileOf(20);
        submission.data.length = 18 * 256;
        refused(submission);
        submission.data.length = 18 * 256 + 1;
        submit(submission, 20);
        submission = fileOf(32);
        submission.data.length = 30 * 256;
        refused(submission);
        submission.data.length = 30 * 256 + 1;
        submit(submission, 32);
    }

    function test_flow_takes_every_length_as_0g_pads_it(uint256 seed) public {
        uint256 bytes_ = within(seed, 1, 1 << within(seed >> 128, 1, 24));
        uint256 sectors = paddedSectors(bytes_);
        ISandboxFlow.Submission memory submission = fileOf(sectors);
        submission.data.length = bytes_;
        (, , , uint256 length) = flow.submit{value: sectors * PRICE}(submission);
        eq(length, sectors, "sectors");
    }

    function test_flow_places_files_aligned_apart_and_within_segments(uint256 seed) public {
        uint256 end = 1;
        for (uint256 i = 0; i < 12; ++i) {
            uint256 sectors = paddedSectors(within(uint256(keccak256(abi.encode(seed, i))), 1, 1 << (i * 2)));
            uint256 largest = 1;
            while (largest * 2 <= sectors) largest *= 2;
            uint256 start = submit(fileOf(sectors), sectors);
            yes(start >= end, "behind the last");
            eq(start % largest, 0, "aligned to its largest node");
            yes(start % 1024 == 0 || start / 1024 == (start + sectors - 1) / 1024, "no segment begun within");
            end = start + sectors;
            eq(flow.flowLength(), end, "length");
        }
    }

    function test_flow_moves_what_would_lie_across_a_border() public {
        submit(fileOf(512), 512);
        eq(flow.flowLength(), 1_024, "half a segment is left out");
        submit(fileOf(512), 512);
        eq(submit(fileOf(768), 768), 2_048, "1,536 to 2,303 would lie across");
        eq(submit(fileOf(1), 1), 2_816, "start");
        eq(submit(fileOf(2_560), 2_560), 4_096, "start");
    }

    function test_flow_moves_what_would_lie_across_a_border_by_one_sector() public {
        uint16[9] memory sizes = [256, 256, 128, 64, 32, 16, 8, 4, 2];
        for (uint256 i = 0; i < sizes.length; ++i) submit(fileOf(sizes[i]), sizes[i]);
        eq(flow.flowLength(), 1_022, "two sectors are left of the segment");
        eq(submit(fileOf(3), 3), 1_024, "start");
    }

    function test_batch_places_all_and_pays_once() public {
        ISandboxFlow.Submission[] memory submissions = new ISandboxFlow.Submission[](3);
        (submissions[0], submissions[1], submissions[2]) = (fileOf(1), fileOf(20), fileOf(4));
        (
            uint256[] memory indexes,
            bytes32[] memory digests,
            uint256[] memory startIndexes,
            uint256[] memory lengths
        ) = flow.batchSubmit{value: 25 * PRICE}(submissions);
        for (uint256 i = 0; i < 3; ++i) eq(indexes[i], i, "index");
        eq(digests[0], keccak256(abi.encodePacked(submissions[0].data.nodes[0].root)), "digest");
        eq(startIndexes[0], 1, "first");
        eq(startIndexes[1], 16, "second");
        eq(startIndexes[2], 36, "third");
        eq(lengths[0] + lengths[1] + lengths[2], 25, "sectors");
        eq(market.balance, 25 * PRICE, "fee");
    }

    function test_batch_must_be_paid_in_full() public {
        ISandboxFlow.Submission[] memory submissions = new ISandboxFlow.Submission[](2);
        (submissions[0], submissions[1]) = (fileOf(1), fileOf(20));
        vm.expectRevert(abi.encodeWithSelector(ISandboxFlow.NotEnoughFee.selector, PRICE, 20, 20 * PRICE - 1));
        flow.batchSubmit{value: 21 * PRICE - 1}(submissions);
        eq(flow.numSubmissions(), 0, "nothing is half placed");
    }

    function test_batch_with_one_bad_file_is_refused() public {
        ISandboxFlow.Submission[] memory submissions = new ISandboxFlow.Submission[](2);
        (submissions[0], submissions[1]) = (fileOf(1), fileOf(20));
        submissions[1].submitter = address(0);
        vm.expectRevert(abi.encodeWithSelector(ISandboxFlow.InvalidSubmission.selector));
        flow.batchSubmit{value: 1 ether}(submissions);
    }
}
