# Builds the bitstream and the device-tree overlay of one board, without a project:
#
#   vivado -mode batch -source fabric/vivado/build.tcl -tclargs BOARD [OUTPUT [CLOCK_MHZ]]
#
# BOARD is a file of boards/. OUTPUT (default fabric/vivado/out/BOARD) receives mcc.bit.bin, mcc.dtbo, mcc.xsa and reports. Ends
# with an error where timing is not met. Needs Vivado 2022.2 or later with the board's files, bootgen and dtc.
#
# NOT YET RUN with Vivado: its syntax and the order of its commands are checked by fabric/vivado/check.tcl, no more.

set here [file dirname [file normalize [info script]]]
set rtl  [file normalize [file join $here .. rtl]]

if {[llength $argv] < 1} {
    puts stderr "usage: vivado -mode batch -source build.tcl -tclargs BOARD \[OUTPUT \[CLOCK_MHZ\]\]"
    exit 2
}
set board [lindex $argv 0]
if {![file exists [file join $here boards $board.tcl]]} {
    puts stderr "no such board: $board; there are: [lmap f [glob -directory [file join $here boards] *.tcl] {file rootname [file tail $f]}]"
    exit 2
}
source [file join $here boards $board.tcl]
set out [expr {[llength $argv] > 1 ? [file normalize [lindex $argv 1]] : [file join $here out $board]}]
if {[llength $argv] > 2} { set clock_mhz [lindex $argv 2] }
file mkdir $out

# Where the engine stands in the processor's address map, and the first interrupt from logic: GIC SPI 89. mcc.dtso says the same.
set registers_at   0xA0000000
set registers_size 64K

# The first 32 bits of the commit, in the form of a sized parameter: as a plain number Vivado takes 31 of them.
set build_id 0x00000000
if {![catch {exec git -C $here rev-parse --short=8 HEAD} commit]} { set build_id 0x[string range $commit 0 7] }

# --- Sources -----------------------------------------------------------------------------------------------------------------
create_project -in_memory -part $part
set_property board_part $board_part [current_project]
set_property target_language Verilog [current_project]
set packages [list [file join $rtl mcc_contract_pkg.sv] [file join $rtl mcc_core_pkg.sv]]
set modules  [lsort [glob -directory $rtl *.sv]]
foreach package $packages { set modules [lsearch -all -inline -not -exact $modules $package] }
read_verilog -sv [concat $packages $modules]
read_verilog [file join $here mcc_board.v]
read_xdc [file join $here mcc.xdc]

# --- Block design: processing system, engine, and the way between them ---------------------------------------------------------
# The widths of the ports are those after a reset of the chip, so that Linux need not set them (AFI) when it loads the bitstream.
create_bd_design -dir [file join $out design] system
set ps [create_bd_cell -type ip -vlnv xilinx.com:ip:zynq_ultra_ps_e ps]
apply_bd_automation -rule xilinx.com:bd_rule:zynq_ultra_ps_e -config {apply_board_preset 1} $ps
set_property -dict [list \
    CONFIG.PSU__USE__M_AXI_GP0 1 CONFIG.PSU__MAXIGP0__DATA_WIDTH 128 \
    CONFIG.PSU__USE__M_AXI_GP1 0 CONFIG.PSU__USE__M_AXI_GP2 0 \
    CONFIG.PSU__USE__S_AXI_GP2 1 CONFIG.PSU__SAXIGP2__DATA_WIDTH 128 \
    CONFIG.PSU__USE__IRQ0 1 \
    CONFIG.PSU__FPGA_PL0_ENABLE 1 \
    CONFIG.PSU__CRL_APB__PL0_REF_CTRL__FREQMHZ $clock_mhz \
] $ps

# What the clock is after its dividers, not what was asked for: logic, overlay and CLOCK_HZ are given this one.
set clock_mhz [get_property CONFIG.PSU__CRL_APB__PL0_REF_CTRL__ACT_FREQMHZ $ps]
set clock_hz  [expr {round($clock_mhz * 1000000)}]

set engine [create_bd_cell -type module -reference mcc_board mcc]
set_property -dict [list \
    CONFIG.LANES $lanes CONFIG.WEIGHT_KIB $weight_kib CONFIG.MAX_CELLS $max_cells CONFIG.MEMORY $memory \
    CONFIG.CLOCK_HZ $clock_hz CONFIG.BUILD_ID $build_id \
] $engine

set reset   [create_bd_cell -type ip -vlnv xilinx.com:ip:proc_sys_reset reset]
set control [create_bd_cell -type ip -vlnv xilinx.com:ip:smartconnect control]
set data    [create_bd_cell -type ip -vlnv xilinx.com:ip:smartconnect data]
foreach cell [list $control $data] { set_property -dict [list CONFIG.NUM_SI 1 CONFIG.NUM_MI 1] $cell }

set clock_pins [list reset/slowest_sync_clk control/aclk data/aclk mcc/aclk ps/maxihpm0_fpd_aclk ps/saxihp0_fpd_aclk]
foreach pin $clock_pins { connect_bd_net [get_bd_pins ps/pl_clk0] [get_bd_pins $pin] }
connect_bd_net [get_bd_pins ps/pl_resetn0] [get_bd_pins reset/ext_reset_in]
foreach pin [list control/aresetn data/aresetn mcc/aresetn] {
    connect_bd_net [get_bd_pins reset/peripheral_aresetn] [get_bd_pins $pin]
}
connect_bd_intf_net [get_bd_intf_pins ps/M_AXI_HPM0_FPD] [get_bd_intf_pins control/S00_AXI]
connect_bd_intf_net [get_bd_intf_pins control/M00_AXI]   [get_bd_intf_pins mcc/s_axi]
connect_bd_intf_net [get_bd_intf_pins mcc/m_axi]         [get_bd_intf_pins data/S00_AXI]
connect_bd_intf_net [get_bd_intf_pins data/M00_AXI]      [get_bd_intf_pins ps/S_AXI_HP0_FPD]
connect_bd_net      [get_bd_pins mcc/irq]                [get_bd_pins ps/pl_ps_irq0]

# Registers for the processor; memory below 2 GiB for the engine, where that lies which Linux keeps for it (MEMORY_BASE and
# MEMORY_LIMIT fence its jobs in). What a board has above does not concern it, and a board of 2 GiB has no such segment.
assign_bd_address -offset $registers_at -range $registers_size -target_address_space [get_bd_addr_spaces ps/Data] \
    [get_bd_addr_segs mcc/s_axi/reg0]
assign_bd_address -target_address_space [get_bd_addr_spaces mcc/m_axi] [get_bd_addr_segs ps/SAXIGP2/HP0_DDR_LOW]
validate_bd_design
save_bd_design
# The parts of the design are synthesised with it: without a project nobody makes checkpoints of them before (AR 67849).
set_property synth_checkpoint_mode None [get_files system.bd]
generate_target all [get_files system.bd]
# -import would want a project to put the file into.
read_verilog [make_wrapper -files [get_files system.bd] -top]

# --- Implementation ------------------------------------------------------------------------------------------------------------
synth_design -top system_wrapper -part $part
report_utilization -hierarchical -file [file join $out utilization_synthesis.txt]
opt_design
place_design
phys_opt_design
route_design
phys_opt_design
write_checkpoint -force [file join $out mcc.dcp]
report_utilization    -file [file join $out utilization.txt]
report_timing_summary -file [file join $out timing.txt]
report_power          -file [file join $out power.txt]
report_cdc            -file [file join $out cdc.txt]
report_drc            -file [file join $out drc.txt]

set slack [get_property SLACK [get_timing_paths -setup]]
set hold  [get_property SLACK [get_timing_paths -hold]]
puts "worst slack: setup $slack ns, hold $hold ns at $clock_mhz MHz"
if {$slack < 0 || $hold < 0} {
    puts stderr "timing is not met at $clock_mhz MHz; give a lower clock as the third argument (see timing.txt)"
    exit 1
}
write_bitstream -force [file join $out mcc.bit]
# The processing system's settings, for PetaLinux; the bitstream is not in it: Linux loads that.
write_hw_platform -fixed -force [file join $out mcc.xsa]

# --- What Linux loads ------------------------------------------------------------------------------------------------------------
set bif [open [file join $out mcc.bif] w]
puts $bif "all: { [file join $out mcc.bit] }"
close $bif
exec bootgen -image [file join $out mcc.bif] -arch zynqmp -process_bitstream bin -w
if {![file exists [file join $out mcc.bit.bin]]} { error "bootgen wrote no mcc.bit.bin" }
# The overlay asks for the clock of this build.
set source [read [set file [open [file join $here mcc.dtso]]]]
close $file
if {[regsub {assigned-clock-rates = <[0-9]+>} $source "assigned-clock-rates = <$clock_hz>" source] != 1} {
    error "mcc.dtso names no clock"
}
set file [open [file join $out mcc.dtso] w]
puts -nonewline $file $source
close $file
exec dtc -@ -q -I dts -O dtb -o [file join $out mcc.dtbo] [file join $out mcc.dtso]
puts "done: [file join $out mcc.bit.bin] and mcc.dtbo; deploy.sh brings them to a board"
