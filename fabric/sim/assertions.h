// Assertions of the logic (rtl/mcc_assert.svh) in simulation: where one fails, Verilator calls vl_stop, which here keeps the place
// instead of ending the process. Include it in one source of a library, which is built with -DVL_USER_STOP.
#pragma once

#include <string>

#include "verilated.h"

// The first assertion that failed since it was taken last, in this thread; empty while none has.
inline thread_local std::string broken_assertion;

void vl_stop(const char* file, int line, const char* instance) VL_MT_UNSAFE {
    if (!broken_assertion.empty()) return;
    std::string name = file ? file : "";
    broken_assertion = "assertion at " + name.substr(name.find_last_of('/') + 1) + ":" + std::to_string(line) + " of "
        + (instance ? instance : "the logic") + " failed";
}

// Takes it into `violation` where none stands there yet. One is enough: from then on the logic checks nothing.
inline void take_broken_assertion(VerilatedContext& context, std::string& violation) {
    if (broken_assertion.empty()) return;
    if (violation.empty()) violation = broken_assertion;
    broken_assertion.clear();
    context.assertOn(false);
}
