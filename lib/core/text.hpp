// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks {

/// The candidate nearest to `word` by edit distance (Damerau-Levenshtein, optimal string alignment), if it is
/// near enough for `word` to be a typing error.
std::optional<std::string> nearest_word(std::string_view word, const std::vector<std::string>& candidates);

/// The hint "did you mean 'targets'?" if one of `known` is near enough to `given`; otherwise nothing. `shown`
/// is the format of the word in the hint.
std::optional<std::string> did_you_mean(std::string_view given, const std::vector<std::string>& known,
                                        std::string_view shown = "'{}'");

/// "1.4 MiB", "812 B".
std::string human_bytes(uint64_t bytes);

/// "1 package", "2 packages". The plural of `thing` must be `thing` with an s.
std::string counted(uint64_t count, std::string_view thing);

/// "0.24 s", "3 min 05 s".
std::string human_duration(std::chrono::nanoseconds time);
/// A duration as a number of seconds, for files that other programs read.
double seconds(std::chrono::nanoseconds time);

/// The parts of `text` between separators, including empty parts. For "" the result is empty.
std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string_view trim(std::string_view text);

/// The last `count` lines of a text, to show the end of a log.
std::vector<std::string> last_lines(std::string_view text, size_t count);

/// A URL without user and password, to show it. For ssh the user's name stays: it is part of the address and
/// not a secret.
std::string without_credentials(std::string_view url);

}  // namespace rpmworks
