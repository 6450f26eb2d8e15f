// Runs jobs: hands loading and transfers of state to their units, and for frames makes the passes of the lane array, forward
// layer by layer, in training then the read-out and the layers from the last down. Frames of inference follow each other
// without a gap.
module mcc_sequencer #(
    parameter int WEIGHT_WORDS = 4096,
    parameter int KEPT_WORDS = 512      // of kept sums, of one network
) (
    input  logic                    clk,
    input  logic                    rst,
    // verilator lint_off UNUSEDSIGNAL
    input  mcc_core_pkg::network_t  network,
    input  mcc_core_pkg::geometry_t geometry,
    // verilator lint_on UNUSEDSIGNAL
    input  logic                    job_slot,        // which network the job is about
    input  logic                    exchange,        // of the two networks' weights
    output logic                    slot,
    input  logic                    bank,            // which half of the weight memory has its weights
    input  logic                    second_fits,
    input  logic                    second_loaded,
    input  logic                    second_begins,   // with image_done: the second network has its weights now
    input  logic                    loaded,
    input  logic                    memory_weights,
    input  logic [63:0]             image_address,   // of the loaded network

    input  logic                    ready,           // after a reset
    input  logic                    job_valid,
    output logic                    job_ready,
    input  logic [3:0]              job_op,
    input  logic [31:0]             job_frames,
    input  logic [31:0]             job_audio_stride,
    input  logic [31:0]             job_video_stride,
    input  logic [31:0]             job_target_stride,
    input  logic [31:0]             job_gain_stride,
    input  logic [63:0]             job_state_bytes,
    input  logic [31:0]             job_seed,
    input  logic [4:0]              job_rate_shift,
    output logic                    done_valid,
    output logic [7:0]              done_code,
    output logic                    accepted,        // a job begins
    output logic                    running,

    // Units.
    output logic                    load,
    output logic                    read_weights,
    output logic                    write_weights,
    output logic                    forget,
    input  logic                    image_done,
    input  logic [7:0]              image_code,
    output logic                    state_clear,
    output logic                    state_read,
    output logic                    state_follow,    // a frame begins whose state goes to memory
    output logic                    state_write,
    input  logic                    state_done,
    input  logic [31:0]             state_bytes,
    input  logic                    step_write,
    input  logic [31:0]             step_data,
    output logic [31:0]             step,
    output logic                    test,
    input  logic                    test_done,
    input  logic                    test_passed,

    // Frames.
    output logic                    frames_start,
    output logic                    train,
    output logic                    frame_start,
    output logic                    frame_over,
    output logic                    step_done,
    output logic                    parity,
    output logic [5:0]              layers_done,
    input  logic                    layer_done,
    input  logic                    universal_idle,
    input  logic                    gains_written,   // of all frames of the job
    input  logic                    writes_idle,     // all that was written is in memory
    input  logic [6:0]              passes_done,     // of training, in this frame

    // Passes.
    output logic [6:0]              matrix,
    input  mcc_core_pkg::matrix_t   entry,
    output logic                    pass_valid,
    input  logic                    pass_ready,
    input  logic                    pass_taken,
    input  logic                    scan_idle,
    output logic [1:0]              pass_tag,
    output mcc_core_pkg::pass_t     pass,
    output logic                    pass_write,
    output logic [31:0]             step_key
);
    localparam logic [3:0] IDLE = 4'd0, VALIDATE = 4'd1, UNIT = 4'd2, FRAME = 4'd3, LOOK = 4'd4, SHIFT = 4'd5, WRITE = 4'd6,
            OFFER = 4'd7, FRAME_END = 4'd8, JOB_END = 4'd9, DONE = 4'd10, SETTLE = 4'd11;

    logic [3:0] state, op;
    logic [31:0] frames_left, audio_stride, video_stride, target_stride, gain_stride, seed;
    logic [63:0] saved_bytes;
    logic [4:0] slower;
    logic backward;                 // the passes are those of training
    logic accumulators;             // which bank of them
    logic hold, goes_on;            // kept sums are right; the frame goes on from them
    logic saving;                   // the state of the last frame is on its way
    logic [31:0] other_step;        // of the network that is not at work
    logic other_parity;
    logic [2:0] passes_open;
    logic [6:0] last_matrix;
    logic readout;
    logic [3:0] layer, layers_above;
    logic [4:0] update;

    assign job_ready = state == IDLE && ready;
    assign accepted = job_valid && job_ready;
    assign running = state != IDLE;
    assign last_matrix = {network.layers, 2'b00};
    assign readout = matrix == last_matrix;
    assign layer = matrix[5:2];
    assign layers_above = 4'(network.layers - 5'd1) - layer;
    assign pass_valid = state == OFFER;

    // The key of the step: UpdateRounding.StepKey.
    logic [31:0] step_product, step_input;
    logic weights_written, network_loaded;

    mcc_mix mix (.clk, .x(step_input), .mixed(step_key));

    always_ff @(posedge clk) begin
        step_product <= step * 32'h9E3779B9;
        step_input <= seed + step_product;
    end

    mcc_sums sums (
            .clk, .rst, .slot, .frame_done(step_done), .disturbed(state_clear || state_write || weights_written),
            .all_disturbed(exchange || forget || network_loaded), .hold);

    assign weights_written = state == UNIT && image_done && op == mcc_contract_pkg::OP_WRITE_WEIGHTS
            && image_code == mcc_contract_pkg::CODE_DONE;
    assign network_loaded = state == UNIT && image_done && op == mcc_contract_pkg::OP_LOAD
            && image_code == mcc_contract_pkg::CODE_DONE;

    // Strides.
    logic strides_good, state_size_good;

    function automatic logic [31:0] padded(input logic [15:0] bytes);
        padded = {16'd0, (bytes + 16'd15) & 16'hFFF0};
    endfunction

    always_ff @(posedge clk) begin
        strides_good <= audio_stride >= padded(16'(network.audio)) && video_stride >= padded(16'(network.video))
                && gain_stride >= padded({5'd0, network.outputs, 1'b0})
                && (op != mcc_contract_pkg::OP_TRAIN || target_stride >= padded({5'd0, network.outputs, 1'b0}));
        state_size_good <= saved_bytes == 64'(state_bytes);
    end

    // The pass that is prepared.
    logic is_train_op;
    logic [1:0] validate_count;

    assign is_train_op = op == mcc_contract_pkg::OP_TRAIN;
    assign train = is_train_op;

    always_ff @(posedge clk) begin
        load <= 1'b0;
        read_weights <= 1'b0;
        write_weights <= 1'b0;
        forget <= 1'b0;
        state_clear <= 1'b0;
        state_read <= 1'b0;
        state_follow <= 1'b0;
        state_write <= 1'b0;
        test <= 1'b0;
        frames_start <= 1'b0;
        frame_start <= 1'b0;
        frame_over <= 1'b0;
        step_done <= 1'b0;
        pass_write <= 1'b0;
        done_valid <= 1'b0;
        if (step_write) step <= step_data;
        if (rst) begin
            state <= IDLE;
            step <= '0;
            parity <= 1'b0;
            other_step <= '0;
            other_parity <= 1'b0;
            slot <= 1'b0;
            accumulators <= 1'b0;
            passes_open <= '0;
            pass_tag <= '0;
            saving <= 1'b0;
        end else begin
            if (state_done) saving <= 1'b0;
            passes_open <= passes_open + 3'(pass_valid && pass_ready) - 3'(pass_taken);
            case (state)
                IDLE:
                    if (accepted) begin
                        op <= job_op;
                        frames_left <= job_frames;
                        audio_stride <= job_audio_stride;
                        video_stride <= job_video_stride;
                        target_stride <= job_target_stride;
                        gain_stride <= job_gain_stride;
                        saved_bytes <= job_state_bytes;
                        seed <= job_seed;
                        slower <= job_rate_shift;
                        done_code <= mcc_contract_pkg::CODE_DONE;
                        validate_count <= '0;
                        state <= VALIDATE;
                        slot <= job_slot;
                        if (job_slot != slot) begin
                            step <= other_step;
                            other_step <= step;
                            parity <= other_parity;
                            other_parity <= parity;
                        end
                    end
                VALIDATE: begin
                    validate_count <= validate_count + 2'd1;
                    if (validate_count == 2'd3) begin
                        state <= UNIT;
                        if (!loaded && op != mcc_contract_pkg::OP_LOAD && op != mcc_contract_pkg::OP_SELF_TEST) begin
                            done_code <= mcc_contract_pkg::CODE_NO_NETWORK;
                            state <= DONE;
                        end else if (slot && !second_fits) begin
                            done_code <= mcc_contract_pkg::CODE_BAD_SLOT;
                            state <= DONE;
                        end else if (slot && !second_loaded && op != mcc_contract_pkg::OP_WRITE_WEIGHTS) begin
                            done_code <= mcc_contract_pkg::CODE_NO_NETWORK;
                            state <= DONE;
                        end else begin
                            case (op)
                                mcc_contract_pkg::OP_LOAD: load <= 1'b1;
                                mcc_contract_pkg::OP_READ_WEIGHTS: read_weights <= 1'b1;
                                mcc_contract_pkg::OP_WRITE_WEIGHTS: write_weights <= 1'b1;
                                mcc_contract_pkg::OP_CLEAR_STATE: state_clear <= 1'b1;
                                mcc_contract_pkg::OP_SELF_TEST: begin
                                    test <= 1'b1;
                                    forget <= 1'b1;
                                end
                                mcc_contract_pkg::OP_READ_STATE, mcc_contract_pkg::OP_WRITE_STATE:
                                    if (!state_size_good) begin
                                        done_code <= mcc_contract_pkg::CODE_BAD_STATE_SIZE;
                                        state <= DONE;
                                    end else begin
                                        state_read <= op == mcc_contract_pkg::OP_READ_STATE;
                                        state_write <= op == mcc_contract_pkg::OP_WRITE_STATE;
                                    end
                                mcc_contract_pkg::OP_FORWARD, mcc_contract_pkg::OP_TRAIN:
                                    if (!strides_good) begin
                                        done_code <= mcc_contract_pkg::CODE_BAD_STRIDE;
                                        state <= DONE;
                                    end else if (saved_bytes != '0 && !state_size_good) begin
                                        done_code <= mcc_contract_pkg::CODE_BAD_STATE_SIZE;
                                        state <= DONE;
                                    end else begin
                                        frames_start <= 1'b1;
                                        state <= FRAME;
                                    end
                                default: begin
                                    done_code <= mcc_contract_pkg::CODE_BAD_OPERATION;
                                    state <= DONE;
                                end
                            endcase
                        end
                    end
                end
                UNIT: begin
                    if (image_done) begin
                        done_code <= image_code;
                        state <= SETTLE;
                        // A new network begins with an empty state.
                        if ((op == mcc_contract_pkg::OP_LOAD && image_code == mcc_contract_pkg::CODE_DONE) || second_begins) begin
                            state_clear <= 1'b1;
                            step <= '0;
                            state <= UNIT;
                        end
                    end
                    if (state_done) state <= SETTLE;
                    if (test_done) begin
                        if (!test_passed) done_code <= mcc_contract_pkg::CODE_SELF_TEST_FAILED;
                        state <= SETTLE;
                    end
                end
                FRAME:
                    if (universal_idle && !frames_start) begin
                        frame_start <= 1'b1;
                        state_follow <= frames_left == 32'd1 && saved_bytes != '0;
                        saving <= frames_left == 32'd1 && saved_bytes != '0;
                        backward <= 1'b0;
                        goes_on <= (hold || step_done) && network.threshold != '0;  // the frame before may end in this cycle
                        matrix <= '0;
                        state <= LOOK;
                    end
                LOOK: begin
                    // `entry` is that of the matrix.
                    update <= mcc_core_pkg::update_shift(entry.scale, entry.rate, slower);
                    pass.train <= backward;
                    pass.apical <= matrix[0] && !readout;
                    pass.bank <= backward ? matrix[1] && !readout : accumulators;
                    pass.parity <= readout ? 1'(network.layers - 5'd1) : !layer[0];
                    pass.need <= readout ? 6'd1 : (matrix[1] ? 6'd2 : 6'd3) + {1'b0, layers_above, 1'b0};
                    pass.matrix <= matrix;
                    pass.chunks <= readout ? geometry.output_chunks : geometry.cell_chunks;
                    pass.beats <= readout ? 9'((11'(network.outputs) + 11'd7) / 11'd8) : {network.cells[11:3]};
                    pass.word <= entry.word + (bank ? 32'(WEIGHT_WORDS / 2) : 32'd0);
                    pass.address <= image_address + 64'(entry.offset);
                    pass.scale <= entry.scale;
                    pass.keeps <= network.threshold != '0;
                    pass.resumes <= network.threshold != '0 && (backward || goes_on);
                    pass.kept <= 16'(matrix) * 16'(geometry.cell_chunks)
                            + (slot ? 16'(KEPT_WORDS) : 16'd0);
                    if (passes_open != 3'd4) state <= SHIFT;
                end
                SHIFT: begin
                    pass.event_shift <= mcc_core_pkg::event_shift(update);
                    pass.error_shift <= mcc_core_pkg::error_shift(update);
                    pass_write <= 1'b1;
                    state <= WRITE;
                end
                WRITE: state <= OFFER;
                OFFER:
                    if (pass_ready) begin
                        pass_tag <= pass_tag + 2'd1;
                        if (!backward) accumulators <= !accumulators;
                        state <= LOOK;
                        if (!backward) begin
                            // Forward: in the order of the matrices; then the read-out's training pass, if any.
                            if (!readout) matrix <= matrix + 7'd1;
                            else if (is_train_op) backward <= 1'b1;
                            else state <= FRAME_END;
                        end else if (readout) matrix <= {1'b0, 4'(network.layers - 5'd1), 2'b10};
                        else begin
                            // Training: video's soma, its apical, audio's apical, its soma; so the errors of the next layer's
                            // video can be formed during the last of them.
                            case (matrix[1:0])
                                2'b10: matrix[1:0] <= 2'b11;
                                2'b11: matrix[1:0] <= 2'b01;
                                2'b01: matrix[1:0] <= 2'b00;
                                default: begin
                                    matrix <= {1'b0, layer - 4'd1, 2'b10};
                                    if (layer == 4'd0) state <= FRAME_END;
                                end
                            endcase
                        end
                    end
                FRAME_END:
                    if (pass_ready && scan_idle && (!is_train_op || (passes_done == last_matrix + 7'd1 && universal_idle
                            && (!memory_weights || writes_idle)))) begin
                        frame_over <= 1'b1;
                        step_done <= 1'b1;
                        parity <= !parity;
                        if (is_train_op) step <= step + 32'd1;
                        frames_left <= frames_left - 32'd1;
                        state <= frames_left == 32'd1 ? JOB_END : FRAME;
                    end
                JOB_END: if (gains_written && writes_idle && universal_idle && !saving) state <= DONE;
                SETTLE: if (!state_read && !state_done && writes_idle) state <= DONE;
                DONE: begin
                    done_valid <= 1'b1;
                    state <= IDLE;
                end
                default: state <= IDLE;
            endcase
        end
        if (rst || frame_start) layers_done <= '0;
        else if (layer_done) layers_done <= layers_done + 6'd1;
    end
endmodule
