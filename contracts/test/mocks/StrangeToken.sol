// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

interface ITokenReceiver {
    function onTokens() external;
}

/// @notice An ERC-20 with the bad habits of real ones, one at a time.
contract StrangeToken {
    enum Habit {
        None,
        NoAnswer,
        AnswersFalse,
        AnswersTwo,
        AnswersShort,
        TakesFee,
        Reverts,
        MovesNothing,
        TellsBothSides
    }

    Habit public habit;
    mapping(address account => uint256 amount) public balanceOf;

    error Stubborn();

    function setHabit(Habit value) external {
        habit = value;
    }

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address, uint256) external pure returns (bool) {
        return true;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        _move(from, to, amount);
    }

    /// @dev Ends the call with the answer that the habit gives.
    function _move(address from, address to, uint256 amount) private {
        if (habit == Habit.Reverts) revert Stubborn();
        if (habit == Habit.AnswersFalse) _answer(0, 32);
        if (habit == Habit.TellsBothSides) _tell(from);
        if (habit != Habit.MovesNothing) {
            balanceOf[from] -= amount;
            balanceOf[to] += habit == Habit.TakesFee ? amount - 1 : amount;
        }
        if (habit == Habit.TellsBothSides) _tell(to);
        if (habit == Habit.NoAnswer) _answer(0, 0);
        if (habit == Habit.AnswersTwo) _answer(2, 32);
        if (habit == Habit.AnswersShort) _answer(type(uint256).max, 31);
        _answer(1, 32);
    }

    function _tell(address account) private {
        if (account.code.length > 0 && account != msg.sender) ITokenReceiver(account).onTokens();
    }

    function _answer(uint256 word, uint256 length) private pure {
        assembly ("memory-safe") {
            mstore(0, word)
            return(0, length)
        }
    }
}
