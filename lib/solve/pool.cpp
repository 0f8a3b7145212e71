// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/pool.hpp"

#include <cstdio>

#include "core/text.hpp"

namespace rpmworks::solve {

namespace {

int relation(const std::string& sign) {
  if (sign == "=" || sign == "==") return REL_EQ;
  if (sign == ">=") return REL_GT | REL_EQ;
  if (sign == "<=") return REL_LT | REL_EQ;
  if (sign == ">") return REL_GT;
  if (sign == "<") return REL_LT;
  return 0;
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> found;
  for (std::string& word : split(text, ' ')) {
    if (!word.empty()) found.push_back(std::move(word));
  }
  return found;
}

bool combines(const Reldep* relation) {
  switch (relation->flags) {
    case REL_AND:
    case REL_OR:
    case REL_COND:
    case REL_UNLESS:
    case REL_ELSE:
      return true;
    default:
      return false;
  }
}

}  // namespace

PoolHandle new_pool() {
  PoolHandle pool(pool_create());
  // Debian's libsolv uses Debian's rules for dependencies by default.
  pool_setdisttype(pool.get(), DISTTYPE_RPM);
  return pool;
}

Id parse_dependency(Pool* pool, const std::string& text) {
  const std::string_view trimmed = trim(text);
  if (trimmed.starts_with('(')) return pool_parserpmrichdep(pool, std::string(trimmed).c_str());
  if (trimmed.find(' ') == std::string_view::npos)
    return trimmed.empty() ? 0 : pool_strn2id(pool, trimmed.data(), static_cast<unsigned>(trimmed.size()), 1);
  const std::vector<std::string> parts = words(std::string(trimmed));
  if (parts.size() == 1) return pool_str2id(pool, parts[0].c_str(), 1);
  if (parts.size() != 3 || !relation(parts[1])) return 0;
  return pool_rel2id(pool, pool_str2id(pool, parts[0].c_str(), 1), pool_str2id(pool, parts[2].c_str(), 1),
                     relation(parts[1]), 1);
}

bool is_rich(const Pool* pool, Id dependency) {
  return ISRELDEP(dependency) && combines(GETRELDEP(pool, dependency));
}

std::vector<Id> parts_of(Pool* pool, Id dependency) {
  if (!is_rich(pool, dependency)) return {dependency};
  const Reldep rich = *GETRELDEP(pool, dependency);
  std::vector<Id> parts = parts_of(pool, rich.name);
  for (const Id part : parts_of(pool, rich.evr)) parts.push_back(part);
  return parts;
}

std::vector<Id> wanted_parts(Pool* pool, Id dependency) {
  if (!is_rich(pool, dependency)) return {dependency};
  const Reldep rich = *GETRELDEP(pool, dependency);
  std::vector<Id> parts = wanted_parts(pool, rich.name);
  Id other = rich.evr;
  if (rich.flags == REL_COND || rich.flags == REL_UNLESS) {
    // "(a if b else c)" is COND(a, ELSE(b, c)).
    const Reldep* condition = ISRELDEP(other) ? GETRELDEP(pool, other) : nullptr;
    other = condition && condition->flags == REL_ELSE ? condition->evr : 0;
  }
  if (other) {
    for (const Id part : wanted_parts(pool, other)) parts.push_back(part);
  }
  return parts;
}

bool can_be_had(Pool* pool, Id dependency) {
  if (!is_rich(pool, dependency)) {
    return *pool_whatprovides_ptr(pool, dependency) != 0;
  }
  const Reldep rich = *GETRELDEP(pool, dependency);
  switch (rich.flags) {
    case REL_AND:
      return can_be_had(pool, rich.name) && can_be_had(pool, rich.evr);
    case REL_OR:
      return can_be_had(pool, rich.name) || can_be_had(pool, rich.evr);
    default:
      return true;  // "if" and "unless" hold if the package in the condition is omitted, or installed
  }
}

}  // namespace rpmworks::solve
