// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::spec {

/// Warnings about what the commands of a spec wrote to stderr while it was parsed, in the form of rpm's own:
/// "line 5: the spec's commands: sh: line 1: nosuchprogram: command not found". A line number is given where
/// exactly one line of the spec that runs a command contains a word of the message that no other such line
/// contains, or where the spec has only one such line. The first few are given, and how many more there were.
std::vector<std::string> printed_warnings(const std::vector<std::string>& printed,
                                          const std::string& spec_text);

}  // namespace rpmworks::spec
