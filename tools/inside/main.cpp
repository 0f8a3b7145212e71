// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program that works on specs and source packages inside the sandbox. Apart from rpmworks because it is
// started twice for every source package, and loading all that rpmworks is linked with takes as long as all
// the rest of its work. Carried inside rpmworks itself.
#include "answer.hpp"

int main() {
  return rpmworks::inside::answer_query();
}
