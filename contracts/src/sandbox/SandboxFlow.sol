// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISandboxFlow} from "./ISandboxFlow.sol";
import {SandboxMarket} from "./SandboxMarket.sol";

/// @title SandboxFlow
/// @notice See `ISandboxFlow`: a development stand-in for the Flow of 0G Storage, for local chains only.
contract SandboxFlow is ISandboxFlow {
    uint256 private constant SECTOR = 256;
    uint256 private constant SECTORS_PER_SEGMENT = 1024;
    uint256 private constant MAX_HEIGHT = 64;
    uint256 private constant MAX_SPAN = 4;

    /// @inheritdoc ISandboxFlow
    address public immutable override market;
    /// @inheritdoc ISandboxFlow
    uint256 public override numSubmissions;
    /// @inheritdoc ISandboxFlow
    uint256 public override flowLength = 1;

    constructor(address market_) {
        market = market_;
    }

    /// @inheritdoc ISandboxFlow
    function submit(
        Submission calldata submission
    ) external payable returns (uint256 index, bytes32 digest, uint256 startIndex, uint256 length) {
        uint256 price = SandboxMarket(payable(market)).pricePerSector();
        (index, digest, startIndex, length) = _submit(submission, price, msg.value);
        _payMarket();
    }

    /// @inheritdoc ISandboxFlow
    function batchSubmit(
        Submission[] calldata submissions
    )
        external
        payable
        returns (
            uint256[] memory indexes,
            bytes32[] memory digests,
            uint256[] memory startIndexes,
            uint256[] memory lengths
        )
    {
        uint256 count = submissions.length;
        indexes = new uint256[](count);
        digests = new bytes32[](count);
        startIndexes = new uint256[](count);
        lengths = new uint256[](count);
        uint256 price = SandboxMarket(payable(market)).pricePerSector();
        uint256 left = msg.value;
        for (uint256 i = 0; i < count; ++i) {
            (indexes[i], digests[i], startIndexes[i], lengths[i]) = _submit(submissions[i], price, left);
            left -= lengths[i] * price;
        }
        _payMarket();
    }

    /// @inheritdoc ISandboxFlow
    function submissionIndex() external view returns (uint256) {
        return numSubmissions;
    }

    function _submit(
        Submission calldata submission,
        uint256 price,
        uint256 paid
    ) private returns (uint256 index, bytes32 digest, uint256 startIndex, uint256 length) {
        if (submission.submitter == address(0)) revert InvalidSubmission();
        SubmissionData calldata data = submission.data;
        length = _sectorsOf(data);
        if (length * price > paid) revert NotEnoughFee(price, length, paid);

        index = numSubmissions;
        digest = _digestOf(data.nodes);
        startIndex = _place(length, data.nodes[0].height);
        numSubmissions = index + 1;
        flowLength = startIndex + length;
        emit Submit(submission.submitter, digest, index, startIndex, length, data);
    }

    function _payMarket() private {
        (bool isTaken, ) = market.call{value: msg.value}("");
        if (!isTaken) revert FeeRefused(market, msg.value);
    }

    /// @dev Aligned to its largest node; what would lie across a segment's border unaligned starts with the next segment.
    function _place(uint256 length, uint256 height) private view returns (uint256 start) {
        start = _alignUp(flowLength, 1 << height);
        bool isAcross = start / SECTORS_PER_SEGMENT != (start + length - 1) / SECTORS_PER_SEGMENT;
        if (isAcross) start = _alignUp(start, SECTORS_PER_SEGMENT);
    }

    /// @dev Heights fall from below 64 and span less than 4. A file is padded to a sixteenth of the power of two that holds it,
    /// at least to a sector, so its length must need the last of these.
    function _sectorsOf(SubmissionData calldata data) private pure returns (uint256 sectors) {
        uint256 count = data.nodes.length;
        if (count == 0) revert InvalidSubmission();
        uint256 first = data.nodes[0].height;
        if (first >= MAX_HEIGHT) revert InvalidSubmission();
        uint256 last = first;
        sectors = 1 << first;
        for (uint256 i = 1; i < count; ++i) {
            uint256 height = data.nodes[i].height;
            if (height >= last || first - height >= MAX_SPAN) revert InvalidSubmission();
            last = height;
            sectors += 1 << height;
        }

        uint256 padding = (count == 1 ? 1 << first : 2 << first) >> MAX_SPAN;
        if (padding == 0) padding = 1;
        if (data.length > sectors * SECTOR) revert InvalidSubmission();
        if (data.length <= (sectors - padding) * SECTOR) revert InvalidSubmission();
    }

    function _digestOf(SubmissionNode[] calldata nodes) private pure returns (bytes32) {
        bytes32[] memory roots = new bytes32[](nodes.length);
        for (uint256 i = 0; i < nodes.length; ++i) roots[i] = nodes[i].root;
        return keccak256(abi.encodePacked(roots));
    }

    function _alignUp(uint256 position, uint256 unit) private pure returns (uint256) {
        return ((position + unit - 1) / unit) * unit;
    }
}
