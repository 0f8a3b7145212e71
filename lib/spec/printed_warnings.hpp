// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::spec {

/// Warnings for what the spec's commands wrote to stderr during the parse, in the form of rpm's own warnings:
/// "line 5: the spec's commands: sh: line 1: nosuchprogram: command not found". The line number is given if
/// only one line of the spec runs a command, or if only one such line contains some word of the message.
/// Returns the first few messages and the number of the rest.
std::vector<std::string> printed_warnings(const std::vector<std::string>& printed,
                                          const std::string& spec_text);

}  // namespace rpmworks::spec
