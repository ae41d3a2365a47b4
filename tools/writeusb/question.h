/* SPDX-License-Identifier: MIT */
/*
 * question.h — asks a person, on the terminal and nowhere else.
 */
#pragma once

enum question_answer {
    QUESTION_YES,
    QUESTION_NO,
    QUESTION_NOBODY /* there is no terminal to ask on */
};

/*
 * Shows `text` on the controlling terminal, whatever standard input and output are, and reads one
 * line. Only the whole word "yes" is yes. What was typed before the question does not count.
 */
enum question_answer question_ask(const char *text);
