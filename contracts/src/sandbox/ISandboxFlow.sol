// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The part of 0G's Flow that storage clients and nodes use
/// @notice A development stand-in: it takes submissions, charges for them and tells of them exactly as the Flow of 0G Storage does,
/// with its selectors, its event and its rules for what is valid and where it is placed. It keeps no flow root, mines
/// nothing, and must not be deployed on a public network. Names and order of fields are 0G's (0g-ts-sdk 1.2.8
/// and the Flow of 2026-02, read 2026-11).
interface ISandboxFlow {
    /// @notice One subtree of a file: `2^height` sectors of 256 bytes.
    struct SubmissionNode {
        bytes32 root;
        uint256 height;
    }

    /// @notice A file: its length in bytes, and the subtrees that hold it, largest first.
    struct SubmissionData {
        uint256 length;
        bytes tags;
        SubmissionNode[] nodes;
    }

    /// @notice A file and who submits it.
    struct Submission {
        SubmissionData data;
        address submitter;
    }

    /// @notice A file was submitted.
    /// @param sender the submitter
    /// @param identity keccak256 of the node roots, which is not the file's root
    /// @param startPos first sector
    /// @param length sectors
    event Submit(
        address indexed sender,
        bytes32 indexed identity,
        uint256 submissionIndex,
        uint256 startPos,
        uint256 length,
        SubmissionData submission
    );

    /// @notice The nodes do not make a file of this length, or nobody submits it.
    error InvalidSubmission();

    /// @notice The sectors cost more than was paid.
    error NotEnoughFee(uint256 price, uint256 amount, uint256 paid);

    /// @notice The market did not take the fee.
    error FeeRefused(address market, uint256 value);

    /// @notice Places a file behind the last one and sends the market all that was paid.
    /// @return index counts submissions from 0
    /// @return digest keccak256 of the node roots
    /// @return startIndex first sector
    /// @return length sectors
    function submit(
        Submission calldata submission
    ) external payable returns (uint256 index, bytes32 digest, uint256 startIndex, uint256 length);

    /// @notice Places several files, in order; what was paid must cover them all.
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
        );

    /// @notice Whom fees go to, and who says the price of a sector.
    function market() external view returns (address);

    /// @notice How many files were submitted.
    function numSubmissions() external view returns (uint256);

    /// @notice The same, under the name that nodes read.
    function submissionIndex() external view returns (uint256);

    /// @notice Sectors in use, the first one (empty in 0G's Flow too) among them.
    function flowLength() external view returns (uint256);
}
