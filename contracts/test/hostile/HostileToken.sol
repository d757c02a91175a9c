// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A token that misbehaves as told: calls back in the middle of a transfer, answers false, answers nothing, or answers a lot.
contract HostileToken {
    enum Answer {
        True,
        False,
        Nothing,
        Bomb,
        Revert,
        BurnGas
    }

    mapping(address account => uint256 amount) public balanceOf;
    mapping(address owner => mapping(address spender => uint256 amount)) public allowance;
    Answer public answer;
    address public target;
    bytes public callback;
    uint256 public callbacks;
    uint256 public refused;
    bytes public refusal;
    bytes public seen;

    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    /// @dev Called at the next transfers; reads are kept in `seen`.
    function setCallback(address target_, bytes calldata data) external {
        target = target_;
        callback = data;
    }

    function mint(address to, uint256 value) external {
        balanceOf[to] += value;
    }

    function approve(address spender, uint256 value) external returns (bool) {
        allowance[msg.sender][spender] = value;
        return true;
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }

    function transfer(address to, uint256 value) external returns (bool) {
        _move(msg.sender, to, value);
        return _answer();
    }

    function transferFrom(address from, address to, uint256 value) external returns (bool) {
        allowance[from][msg.sender] -= value;
        _move(from, to, value);
        return _answer();
    }

    function _move(address from, address to, uint256 value) private {
        if (callback.length != 0) {
            ++callbacks;
            (bool done, bytes memory result) = target.call(callback);
            if (done) {
                seen = result;
            } else {
                ++refused;
                refusal = result;
            }
        }
        if (answer == Answer.False || answer == Answer.Revert || answer == Answer.BurnGas) return;
        balanceOf[from] -= value;
        balanceOf[to] += value;
    }

    function _answer() private view returns (bool) {
        if (answer == Answer.False) return false;
        if (answer == Answer.Revert) revert("refused");
        if (answer == Answer.BurnGas) {
            while (true) {}
        }
        if (answer == Answer.Nothing) {
            assembly {
                return(0, 0)
            }
        }
        if (answer == Answer.Bomb) {
            assembly {
                mstore(0, 1)
                return(0, 100000)
            }
        }
        return true;
    }
}
