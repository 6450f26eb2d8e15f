# Runs build.tcl without Vivado: every command of Vivado's is a stand-in that takes notes and refuses what is known of Vivado to
# be refused, and the notes are checked. So syntax, the order of steps, names of nets and what overlay, logic and software say of
# the same clock and addresses are known to be right; that Vivado accepts all else is not. Then build.tcl is broken in known ways,
# and each must be found: a check that passes them too would be none.
#
#   tclsh fabric/vivado/check.tcl

set here [file dirname [file normalize [info script]]]
set overlay_source [read [set file [open [file join $here mcc.dtso]]]]
close $file
set script_source [read [set file [open [file join $here build.tcl]]]]
close $file
set wrapper_source [read [set file [open [file join $here mcc_board.v]]]]
close $file

# Boards whose processing system has no memory above 2 GiB, from their manuals: there is no segment for it.
set small_boards {zcu104}

# One run of a build script in an interpreter of its own. Returns {exit-code notes text}.
# actual: the clock that the processing system makes of what it is asked for, MHz.
proc run {script board out slack {actual {}} {clock {}}} {
    set vivado [interp create]
    $vivado eval [list set argv [concat [list $board $out] $clock]]
    $vivado eval [list set slack $slack]
    $vivado eval [list set actual_mhz $actual]
    $vivado eval [list set is_small [expr {$board in $::small_boards}]]
    $vivado eval [list set wrapper_source $::wrapper_source]
    $vivado eval {
        set notes {}
        set checkpoints Hierarchical
        set is_wrapped 0
        set asked_mhz 0
        proc note {args} { lappend ::notes $args }
        # What Vivado adds to Tcl.
        foreach command {create_project current_project read_xdc apply_bd_automation connect_bd_net connect_bd_intf_net
                validate_bd_design save_bd_design opt_design place_design phys_opt_design route_design write_checkpoint
                report_utilization report_timing_summary report_power report_cdc report_drc} {
            proc $command {args} "note $command {*}\$args; return $command"
        }
        proc create_bd_design {args} { note create_bd_design {*}$args }
        proc create_bd_cell {args} { note create_bd_cell {*}$args; return /[lindex $args end] }
        proc read_verilog {args} {
            note read_verilog {*}$args
            if {[string match *system_wrapper.v* $args]} { set ::is_wrapped 1 }
        }
        proc set_property {args} {
            note set_property {*}$args
            if {[lindex $args 0] eq "synth_checkpoint_mode"} { set ::checkpoints [lindex $args 1] }
            if {[lindex $args 0] ne "-dict"} return
            foreach {name value} [lindex $args 1] {
                if {$name eq "CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ"} { set ::asked_mhz $value }
                # A parameter of a module without a range is a signed number of 32 bits; one with a range takes its bits.
                set parameter [string range $name 7 end]
                if {[lindex $args 2] ne "/mcc" || ![string is integer -strict $value]} continue
                if {[regexp "parameter +$parameter " $::wrapper_source] && $value > 0x7fffffff} {
                    error "\[IP_Flow\] value $value of $parameter is out of range"
                }
            }
        }
        proc get_bd_addr_segs {name} {
            if {$::is_small && [string match *HP0_DDR_HIGH $name]} { error "\[BD 5-106\] no segment $name" }
            return $name
        }
        foreach command {get_bd_pins get_bd_intf_pins get_bd_addr_spaces get_files} { proc $command {name} { return $name } }
        proc assign_bd_address {args} { note assign_bd_address {*}$args }
        proc get_timing_paths {kind} { return $kind }
        proc get_property {name of} {
            if {$name eq "CONFIG.PSU__CRL_APB__PL0_REF_CTRL__ACT_FREQMHZ"} {
                return [expr {$::actual_mhz eq "" ? $::asked_mhz : $::actual_mhz}]
            }
            return $::slack
        }
        proc make_wrapper {args} {
            note make_wrapper {*}$args
            if {"-import" in $args} { error "\[Common\] -import wants a project on the disk" }
            return system_wrapper.v
        }
        proc generate_target {args} { note generate_target {*}$args; set ::generated $::checkpoints }
        proc synth_design {args} {
            note synth_design {*}$args
            if {$::generated ne "None"} { error "\[AR 67849\] checkpoints of the block design's parts are not there" }
            if {!$::is_wrapped} { error "\[Synth 8-3493\] no module system_wrapper" }
        }
        proc write_bitstream {force path} { note write_bitstream $path; close [open $path w] }
        proc write_hw_platform {args} { note write_hw_platform {*}$args; close [open [lindex $args end] w] }
        rename exec tcl_exec
        proc exec {program args} {
            note exec $program {*}$args
            if {$program eq "git"} { return fedcba98 }
            if {$program eq "bootgen"} { close [open [file rootname [lindex $args 1]].bit.bin w] }
        }
        rename exit tcl_exit
        proc exit {{code 0}} { return -code error -errorcode [list EXIT $code] "exit $code" }
        # What the script says is kept.
        set said {}
        rename puts tcl_puts
        proc puts {args} {
            if {[llength $args] == 1} { append ::said [lindex $args 0]\n; return }
            if {[lindex $args 0] eq "stderr"} { append ::said [lindex $args 1]\n; return }
            tcl_puts {*}$args
        }
        # The script is somewhere else where it was broken on purpose.
        rename source tcl_source
        proc source {path} { uplevel 1 [list tcl_source $path] }
    }
    set code 0
    if {[catch {$vivado eval [string map [list {[file normalize [info script]]} [list [file join $::here build.tcl]]] $script]} message options]} {
        set reason [expr {[dict exists $options -errorcode] ? [dict get $options -errorcode] : ""}]
        if {[lindex $reason 0] eq "EXIT"} { set code [lindex $reason 1] } else { set code -1 }
        $vivado eval [list append said $message\n]
    }
    set result [list $code [$vivado eval {set notes}] [$vivado eval {set said}]]
    interp delete $vivado
    return $result
}

proc positions {notes names} {
    set found {}
    foreach name $names { lappend found [lsearch -index 0 $notes $name] }
    return $found
}

proc first {notes name} { return [lsearch -inline -index 0 $notes $name] }

# The value that the engine's parameter is set to.
proc value_of {notes parameter} {
    foreach note [lsearch -all -inline -index 0 $notes set_property] {
        if {[lindex $note 1] eq "-dict" && [lindex $note 3] eq "/mcc" && [dict exists [lindex $note 2] CONFIG.$parameter]} {
            return [dict get [lindex $note 2] CONFIG.$parameter]
        }
    }
}

# All that is wrong with a script for a board; an empty list where nothing is.
proc validate {script board} {
    set failures {}
    proc expect {what condition} {
        if {![uplevel 1 [list expr $condition]]} { uplevel 1 [list lappend failures $what] }
    }
    set out [file join [expr {[info exists ::env(TMPDIR)] ? $::env(TMPDIR) : "/tmp"}] mcc-vivado-check-[pid]]
    file mkdir $out
    lassign [run $script $board $out 0.05] code notes said
    expect "ends well: $said" {$code == 0}

    # Steps in the order in which they build on each other.
    set order [positions $notes {create_project read_verilog create_bd_design validate_bd_design generate_target make_wrapper
        synth_design opt_design place_design route_design report_timing_summary write_bitstream write_hw_platform}]
    expect "all steps, in their order: $order" {-1 ni $order && $order eq [lsort -integer $order]}

    # The contract's package comes before what uses it, each file once, and none is missing.
    set sources [lindex [first $notes read_verilog] 2]
    expect "packages first" {[file tail [lindex $sources 0]] eq "mcc_contract_pkg.sv"}
    expect "each file once" {[llength $sources] == [llength [lsort -unique $sources]]}
    expect "every file" {[llength $sources] == [llength [glob -directory [file join $::here .. rtl] *.sv]]}

    # Each pin has one driver: no clock, reset or interface is connected twice or left out.
    set pins {}
    foreach note [concat [lsearch -all -inline -index 0 $notes connect_bd_net] [lsearch -all -inline -index 0 $notes connect_bd_intf_net]] {
        lappend pins [lindex $note 2]
    }
    expect "no pin is driven twice" {[llength $pins] == [llength [lsort -unique $pins]]}
    foreach pin {mcc/aclk mcc/aresetn mcc/s_axi ps/S_AXI_HP0_FPD ps/saxihp0_fpd_aclk ps/maxihpm0_fpd_aclk ps/pl_ps_irq0} {
        expect "$pin is connected" {$pin in $pins}
    }

    # Every parameter that is set is one of the module; the build is known by its commit.
    foreach note [lsearch -all -inline -index 0 $notes set_property] {
        if {[lindex $note 1] ne "-dict" || [lindex $note 3] ne "/mcc"} continue
        foreach {name value} [lindex $note 2] {
            expect "mcc_board has a parameter $name" {[regexp "parameter (\\\[31:0\\\] )?[string range $name 7 end] " $::wrapper_source]}
        }
    }
    expect "BUILD_ID is the commit's" {[string equal -nocase [value_of $notes BUILD_ID] 0xfedcba98]}

    # The device tree speaks of the same addresses, ports and file.
    set at [lindex [first $notes assign_bd_address] 2]
    expect "the overlay has the registers' address" {[string match "*mcc@[string tolower [string range $at 2 end]] *" $::overlay_source]}
    expect "the overlay lifts the reset" {[string match "*resets = <&zynqmp_reset 116>*" $::overlay_source]}
    expect "the overlay sets the ports' widths" {[regexp {config-afi = <4 0>, <5 0>, <14 0xa00>;} $::overlay_source]}
    set widths {}
    foreach note [lsearch -all -inline -index 0 $notes set_property] {
        if {[lindex $note 1] eq "-dict" && [lindex $note 3] eq "/ps"} { set widths [lindex $note 2] }
    }
    expect "the ports have these widths" {[dict getdef $widths CONFIG.PSU__MAXIGP0__DATA_WIDTH 0] == 128 && [dict getdef $widths CONFIG.PSU__SAXIGP2__DATA_WIDTH 0] == 128}

    # One clock: what the processing system makes of what is asked, to the logic and to the overlay that is compiled.
    foreach {asked actual hertz} {{} {} {} 200 200 200000000 225 214.285714 214285714} {
        lassign [run $script $board $out 0.05 $actual $asked] code notes said
        if {$hertz eq ""} {
            source [file join $::here boards $board.tcl]
            set hertz [expr {$clock_mhz * 1000000}]
        }
        expect "a clock of $hertz Hz is built" {$code == 0}
        expect "CLOCK_HZ is $hertz" {[value_of $notes CLOCK_HZ] eq $hertz}
        set compiled [lsearch -inline $notes {exec dtc *}]
        expect "the overlay is compiled" {$compiled ne "" && [file exists [lindex $compiled end]]}
        if {$compiled ne "" && [file exists [lindex $compiled end]]} {
            set text [read [set file [open [lindex $compiled end]]]]
            close $file
            expect "the overlay asks for $hertz" {[string match "*assigned-clock-rates = <$hertz>*" $text]}
        }
    }

    # A design that is too slow gives no bitstream.
    lassign [run $script $board $out -0.1] code notes said
    expect "missed timing is an error" {$code == 1 && [lsearch -index 0 $notes write_bitstream] < 0}
    file delete -force $out
    return $failures
}

# Tcl 8.6 has no dict getdef.
if {![llength [info commands ::tcl::dict::getdef]]} {
    proc getdef {dictionary key default} { return [expr {[dict exists $dictionary $key] ? [dict get $dictionary $key] : $default}] }
    namespace ensemble configure dict -map [dict replace [namespace ensemble configure dict -map] getdef ::getdef]
}

set failures 0
set boards [lmap path [lsort [glob -directory [file join $here boards] *.tcl]] {file rootname [file tail $path]}]
foreach board $boards {
    puts "board $board"
    foreach failure [validate $script_source $board] {
        puts "  failed: $failure"
        incr failures
    }
}

lassign [run $script_source nosuchboard /tmp 0] code notes said
if {$code != 2} { puts "  failed: an unknown board is refused"; incr failures }

# Each line: what is broken, a text of build.tcl, what stands there instead.
foreach {what text instead} {
    "parts without checkpoints" {set_property synth_checkpoint_mode None [get_files system.bd]} {}
    "a segment that the board lacks" {validate_bd_design} {get_bd_addr_segs ps/SAXIGP2/HP0_DDR_HIGH; validate_bd_design}
    "a wrapper imported without a project" {-top]} {-top -import]}
    "no hardware description" {write_hw_platform -fixed} {list}
    "a build id beyond 31 bits in a plain number" {CONFIG.BUILD_ID $build_id} {CONFIG.LANES $build_id}
    "the clock that was asked for in CLOCK_HZ" {set clock_mhz [get_property CONFIG.PSU__CRL_APB__PL0_REF_CTRL__ACT_FREQMHZ $ps]} {}
    "the overlay as it lies here" {[file join $out mcc.dtbo] [file join $out mcc.dtso]} {[file join $out mcc.dtbo] [file join $here mcc.dtso]}
    "a pin left out" {ps/saxihp0_fpd_aclk]} {]}
    "a pin driven twice" {mcc/aclk ps} {mcc/aclk mcc/aclk ps}
    "another address" {0xA0000000} {0xA0010000}
    "timing that is not looked at" {$slack < 0 || $hold < 0} {0}
    "a narrower port" {CONFIG.PSU__SAXIGP2__DATA_WIDTH 128} {CONFIG.PSU__SAXIGP2__DATA_WIDTH 64}
    "a step out of order" {opt_design
place_design} {place_design
opt_design}
} {
    set broken [string map [list $text $instead] $script_source]
    if {$broken eq $script_source} {
        puts "  failed: build.tcl has no $text to break"
        incr failures
    } elseif {![llength [validate $broken zcu104]]} {
        puts "  failed: nobody notices $what"
        incr failures
    }
}
puts [expr {$failures == 0 ? "ok" : "$failures failed"}]
exit [expr {$failures != 0}]
