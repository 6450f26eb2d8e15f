// The registers of the contract, behaving like memory: reads change nothing, each register has one writer, what is not named
// reads zero, and writes to what software does not own are ignored.
module mcc_registers #(
    parameter int ADDRESS_BITS = 16,
    parameter logic [31:0] BUILD_ID = 0,
    parameter logic [31:0] LANES = 0,
    parameter logic [31:0] ON_CHIP_KIB = 0,
    parameter logic [31:0] LAWS = 0,
    parameter logic [31:0] CLOCK_HZ = 0,
    parameter logic [31:0] FEATURES = 0,
    parameter logic [31:0] MAX_CELLS = 0,
    parameter logic [31:0] MAX_LAYERS = 0,
    parameter logic [31:0] MAX_INPUTS = 0,
    parameter logic [31:0] MAX_OUTPUTS = 0
) (
    input  logic                    clk,
    input  logic                    rst,

    // From mcc_axil_slave. Known is an address in the window, whether or not a register is there.
    input  logic                    write_valid,
    input  logic [ADDRESS_BITS-1:0] write_address,
    input  logic [31:0]             write_data,
    input  logic [3:0]              write_strobe,
    output logic                    write_known,
    input  logic [ADDRESS_BITS-1:0] read_address,
    output logic [31:0]             read_data,
    output logic                    read_known,

    // What the fabric shows.
    input  logic [3:0]              state,
    input  logic                    loaded,
    input  logic                    memory_weights,
    input  logic                    second_fits,
    input  logic                    second_loaded,
    input  logic [31:0]             flipped,
    input  logic [7:0]              flip_code,
    input  logic [31:0]             started,
    input  logic [31:0]             done,
    output logic [5:0]              result_word,
    input  logic [31:0]             result_data,

    // What software sets.
    output logic                    enable,
    output logic                    soft_reset,
    output logic [63:0]             memory_base,
    output logic [63:0]             memory_limit,
    output logic [63:0]             job_address,
    output logic [31:0]             submit,
    output logic [31:0]             acknowledge,
    output logic                    interrupt_enable,
    output logic [31:0]             flip
);
    localparam logic [ADDRESS_BITS-1:0] WINDOW = ADDRESS_BITS'(mcc_contract_pkg::REG_WINDOW_BYTES);
    localparam logic [11:0] RESULT_END = mcc_contract_pkg::REG_RESULT + 12'(mcc_contract_pkg::RES_BYTES);

    logic [11:0] wanted, written;
    logic [31:0] scratch, control, interrupts, mask, status;

    assign write_known = write_address < WINDOW;
    assign read_known  = read_address < WINDOW;
    assign written     = {write_address[11:2], 2'b00};
    assign wanted      = {read_address[11:2], 2'b00};
    assign mask        = {{8{write_strobe[3]}}, {8{write_strobe[2]}}, {8{write_strobe[1]}}, {8{write_strobe[0]}}};

    assign enable           = control[mcc_contract_pkg::CONTROL_ENABLE_BIT];
    assign soft_reset       = control[mcc_contract_pkg::CONTROL_SOFT_RESET_BIT];
    assign interrupt_enable = interrupts[0];

    always_ff @(posedge clk) begin
        if (write_valid && write_known) begin
            case (written)
                mcc_contract_pkg::REG_SCRATCH:          scratch             <= merged(scratch);
                mcc_contract_pkg::REG_CONTROL:          control             <= merged(control);
                mcc_contract_pkg::REG_MEMORY_BASE_LOW:  memory_base[31:0]   <= merged(memory_base[31:0]);
                mcc_contract_pkg::REG_MEMORY_BASE_HIGH: memory_base[63:32]  <= merged(memory_base[63:32]);
                mcc_contract_pkg::REG_MEMORY_LIMIT_LOW: memory_limit[31:0]  <= merged(memory_limit[31:0]);
                mcc_contract_pkg::REG_MEMORY_LIMIT_HIGH: memory_limit[63:32] <= merged(memory_limit[63:32]);
                mcc_contract_pkg::REG_JOB_ADDRESS_LOW:  job_address[31:0]   <= merged(job_address[31:0]);
                mcc_contract_pkg::REG_JOB_ADDRESS_HIGH: job_address[63:32]  <= merged(job_address[63:32]);
                mcc_contract_pkg::REG_SUBMIT:           submit              <= merged(submit);
                mcc_contract_pkg::REG_ACKNOWLEDGE:      acknowledge         <= merged(acknowledge);
                mcc_contract_pkg::REG_INTERRUPT_ENABLE: interrupts          <= merged(interrupts);
                mcc_contract_pkg::REG_FLIP:             flip                <= merged(flip);
                default: ;
            endcase
        end
        if (rst) begin
            scratch      <= '0;
            control      <= '0;
            memory_base  <= '0;
            memory_limit <= '0;
            job_address  <= '0;
            submit       <= '0;
            acknowledge  <= '0;
            interrupts   <= '0;
            flip         <= '0;
        end
    end

    function automatic logic [31:0] merged(input logic [31:0] old);
        merged = (old & ~mask) | (write_data & mask);
    endfunction

    always_comb begin
        status      = '0;
        status[3:0] = state;
        status[mcc_contract_pkg::STATUS_LOADED_BIT]         = loaded;
        status[mcc_contract_pkg::STATUS_MEMORY_WEIGHTS_BIT] = memory_weights;
        status[mcc_contract_pkg::STATUS_SECOND_FITS_BIT]    = second_fits;
        status[mcc_contract_pkg::STATUS_SECOND_LOADED_BIT]  = second_loaded;
    end

    assign result_word = wanted[7:2] - mcc_contract_pkg::REG_RESULT[7:2];

    always_comb begin
        case (wanted)
            mcc_contract_pkg::REG_IDENTITY:          read_data = mcc_contract_pkg::IDENTITY_VALUE;
            mcc_contract_pkg::REG_VERSION:           read_data = mcc_contract_pkg::CONTRACT_VERSION;
            mcc_contract_pkg::REG_BUILD_ID:          read_data = BUILD_ID;
            mcc_contract_pkg::REG_LANES:             read_data = LANES;
            mcc_contract_pkg::REG_ON_CHIP_KIB:       read_data = ON_CHIP_KIB;
            mcc_contract_pkg::REG_LAWS:              read_data = LAWS;
            mcc_contract_pkg::REG_CLOCK_HZ:          read_data = CLOCK_HZ;
            mcc_contract_pkg::REG_FEATURES:          read_data = FEATURES;
            mcc_contract_pkg::REG_MAX_CELLS:         read_data = MAX_CELLS;
            mcc_contract_pkg::REG_MAX_LAYERS:        read_data = MAX_LAYERS;
            mcc_contract_pkg::REG_MAX_INPUTS:        read_data = MAX_INPUTS;
            mcc_contract_pkg::REG_MAX_OUTPUTS:       read_data = MAX_OUTPUTS;
            mcc_contract_pkg::REG_STATUS:            read_data = status;
            mcc_contract_pkg::REG_STARTED:           read_data = started;
            mcc_contract_pkg::REG_DONE:              read_data = done;
            mcc_contract_pkg::REG_SCRATCH:           read_data = scratch;
            mcc_contract_pkg::REG_CONTROL:           read_data = control;
            mcc_contract_pkg::REG_MEMORY_BASE_LOW:   read_data = memory_base[31:0];
            mcc_contract_pkg::REG_MEMORY_BASE_HIGH:  read_data = memory_base[63:32];
            mcc_contract_pkg::REG_MEMORY_LIMIT_LOW:  read_data = memory_limit[31:0];
            mcc_contract_pkg::REG_MEMORY_LIMIT_HIGH: read_data = memory_limit[63:32];
            mcc_contract_pkg::REG_JOB_ADDRESS_LOW:   read_data = job_address[31:0];
            mcc_contract_pkg::REG_JOB_ADDRESS_HIGH:  read_data = job_address[63:32];
            mcc_contract_pkg::REG_SUBMIT:            read_data = submit;
            mcc_contract_pkg::REG_ACKNOWLEDGE:       read_data = acknowledge;
            mcc_contract_pkg::REG_INTERRUPT_ENABLE:  read_data = interrupts;
            mcc_contract_pkg::REG_FLIP:              read_data = flip;
            mcc_contract_pkg::REG_FLIPPED:           read_data = flipped;
            mcc_contract_pkg::REG_FLIP_CODE:         read_data = {24'd0, flip_code};
            default:
                read_data = wanted >= mcc_contract_pkg::REG_RESULT && wanted < RESULT_END ? result_data : 32'd0;
        endcase
    end
endmodule
